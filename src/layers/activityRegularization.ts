import { add } from "../ops/binary";
import { sumAll } from "../ops/reduce";
import { scale, unary } from "../ops/unary";
import { defineLayer, noWeights } from "./layer";
import { float } from "./param";

export const activityRegularization = defineLayer({
  type: "ActivityRegularization",
  docs: "Passes its input on, and adds `l1 · Σ|x| + l2 · Σx²`, as a mean over the samples, to the loss.",
  params: {
    l1: float("Factor of the sum of absolute values.", { min: 0, default: 0 }),
    l2: float("Factor of the sum of squares.", { min: 0, default: 0 }),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["keeps-channels", "passes-shift", "passes-scale"],
  shape: ([x]) => x,
  weights: noWeights,
  lower([x], { l1, l2 }, _, step) {
    const penalty = add(scale(sumAll(unary("abs", x)), l1), scale(sumAll(unary("square", x)), l2));
    if (l1 > 0 || l2 > 0) step.penalize(scale(penalty, 1 / x.shape[0]!));
    return x;
  },
});

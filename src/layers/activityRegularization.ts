import { add } from "../ops/binary";
import { sumAll } from "../ops/reduce";
import { scale, unary } from "../ops/unary";
import { defineLayer, noWeights } from "./layer";
import { float } from "./param";

export const activityRegularization = defineLayer({
  type: "ActivityRegularization",
  docs: "Passes its input on, and adds `l1 · Σ|x| + l2 · Σx²` to the loss.",
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
    if (step.training && (l1 > 0 || l2 > 0)) step.penalize(penalty);
    return x;
  },
});

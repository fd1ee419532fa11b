import { bool, float } from "../../layers/param";
import { add, affine, multiply } from "../../ops/binary";
import { sigmoidCrossEntropy } from "../../ops/crossEntropy";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { clipProbability, meanColumns, smoothLabels } from "./probability";

export const binaryCrossentropy = defineLoss({
  name: "BinaryCrossentropy",
  functions: ["binary_crossentropy", "bce"],
  docs: "For yes-or-no answers: `−y·log(p) − (1 − y)·log(1 − p)`, averaged over the last axis.",
  params: {
    from_logits: bool("Predictions are logits, not probabilities.", false),
    label_smoothing: float("Moves labels from 0 and 1 towards one half.", { min: 0, max: 1, default: 0 }),
  },
  targets: "binary",
  lower(target, { value, logits }, { from_logits, label_smoothing }) {
    const y = smoothLabels(target, label_smoothing, 2);
    const logit = from_logits ? value : logits?.activation === "sigmoid" ? logits.value : undefined;
    if (logit) return meanColumns(sigmoidCrossEntropy(logit, y));
    const p = clipProbability(value);
    const yes = multiply(y, unary("log", p));
    const no = multiply(affine(y, -1, 1), unary("log", affine(p, -1, 1)));
    return meanColumns(scale(add(yes, no), -1));
  },
});

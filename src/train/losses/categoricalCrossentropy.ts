import { bool, float } from "../../layers/param";
import { multiply } from "../../ops/binary";
import { softmaxCrossEntropy } from "../../ops/crossEntropy";
import type { Value } from "../../ops/op";
import { sumColumns } from "../../ops/reduce";
import { scale, unary } from "../../ops/unary";
import { defineLoss, type Prediction } from "./loss";
import { clipProbability, normalizeRows, smoothLabels } from "./probability";

/** −Σ y·log(p) of each row, from logits where they are at hand. */
export function crossentropyOfRows(y: Value, { value, logits }: Prediction, fromLogits: boolean): Value {
  const logit = fromLogits ? value : logits?.activation === "softmax" ? logits.value : undefined;
  if (logit) return softmaxCrossEntropy(logit, y);
  return scale(sumColumns(multiply(y, unary("log", clipProbability(normalizeRows(value))))), -1);
}

export const categoricalCrossentropy = defineLoss({
  name: "CategoricalCrossentropy",
  functions: ["categorical_crossentropy"],
  docs: "For one of several classes, labels one-hot: `−Σ y·log(p)`.",
  params: {
    from_logits: bool("Predictions are logits, not probabilities.", false),
    label_smoothing: float("Moves labels from 0 and 1 towards an even guess.", { min: 0, max: 1, default: 0 }),
  },
  targets: "one-hot",
  lower: (target, prediction, { from_logits, label_smoothing }) =>
    crossentropyOfRows(smoothLabels(target, label_smoothing, target.shape[1]!), prediction, from_logits),
});

import { bool, float } from "../../layers/param";
import { affine, multiply } from "../../ops/binary";
import { sumColumns } from "../../ops/reduce";
import { softmax } from "../../ops/softmax";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { clipProbability, normalizeRows, powerOf, smoothLabels } from "./probability";

export const categoricalFocalCrossentropy = defineLoss({
  name: "CategoricalFocalCrossentropy",
  functions: ["categorical_focal_crossentropy"],
  docs: "As CategoricalCrossentropy, with less weight for what is already right (Lin et al. 2017).",
  params: {
    alpha: float("Factor of the whole.", { default: 0.25 }),
    gamma: float("How much less what is right counts.", { min: 0, default: 2 }),
    from_logits: bool("Predictions are logits, not probabilities.", false),
    label_smoothing: float("Moves labels from 0 and 1 towards an even guess.", { min: 0, max: 1, default: 0 }),
  },
  targets: "one-hot",
  lower(target, { value }, { alpha, gamma, from_logits, label_smoothing }) {
    const y = smoothLabels(target, label_smoothing, target.shape[1]!);
    const p = clipProbability(normalizeRows(from_logits ? softmax(value) : value));
    const entropy = multiply(y, unary("log", p));
    return sumColumns(scale(multiply(powerOf(affine(p, -1, 1), gamma), entropy), -alpha));
  },
});

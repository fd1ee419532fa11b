import { bool, float } from "../../layers/param";
import { add, affine, multiply } from "../../ops/binary";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { clipProbability, meanColumns, powerOf, smoothLabels } from "./probability";

export const binaryFocalCrossentropy = defineLoss({
  name: "BinaryFocalCrossentropy",
  functions: ["binary_focal_crossentropy"],
  docs: "As BinaryCrossentropy, with less weight for what is already right (Lin et al. 2017).",
  params: {
    apply_class_balancing: bool("Weigh the two classes by alpha.", false),
    alpha: float("Weight of class 1; class 0 has the rest.", { min: 0, max: 1, default: 0.25 }),
    gamma: float("How much less what is right counts.", { min: 0, default: 2 }),
    from_logits: bool("Predictions are logits, not probabilities.", false),
    label_smoothing: float("Moves labels from 0 and 1 towards one half.", { min: 0, max: 1, default: 0 }),
  },
  targets: "binary",
  lower(target, { value }, { apply_class_balancing, alpha, gamma, from_logits, label_smoothing }) {
    const y = smoothLabels(target, label_smoothing, 2);
    const given = from_logits ? unary("sigmoid", value) : value;
    const p = clipProbability(given);
    const no = affine(y, -1, 1);
    const entropy = scale(add(multiply(y, unary("log", p)), multiply(no, unary("log", affine(p, -1, 1)))), -1);
    // 1 − the probability of the right answer
    const wrong = add(multiply(y, affine(given, -1, 1)), multiply(no, given));
    const focal = multiply(powerOf(wrong, gamma), entropy);
    const weights = add(scale(y, alpha), scale(no, 1 - alpha));
    return meanColumns(apply_class_balancing ? multiply(weights, focal) : focal);
  },
});

import { bool, int, optional } from "../../layers/param";
import { affine, equal } from "../../ops/binary";
import { constant } from "../../ops/op";
import { oneHot } from "../../ops/crossEntropy";
import { defineLoss } from "./loss";
import { crossentropyOfRows } from "./categoricalCrossentropy";

export const sparseCategoricalCrossentropy = defineLoss({
  name: "SparseCategoricalCrossentropy",
  functions: ["sparse_categorical_crossentropy"],
  docs: "For one of several classes, labels as class numbers: `−log(p[y])`.",
  params: {
    from_logits: bool("Predictions are logits, not probabilities.", false),
    ignore_class: optional(int("A class number whose rows do not count.")),
  },
  targets: "index",
  lower: (target, prediction, { from_logits }) =>
    crossentropyOfRows(oneHot(target, prediction.value.shape[1]!), prediction, from_logits),
  counts: (target, { ignore_class }) =>
    ignore_class === null ? undefined : affine(equal(target, constant(ignore_class, target.shape)), -1, 1),
});

import { float } from "../../layers/param";
import { affine, multiply } from "../../ops/binary";
import { oneHot } from "../../ops/crossEntropy";
import { sumColumns } from "../../ops/reduce";
import { defineLoss } from "./loss";
import { powerOf } from "./probability";

export const categoricalGeneralizedCrossEntropy = defineLoss({
  name: "CategoricalGeneralizedCrossEntropy",
  functions: ["categorical_generalized_cross_entropy"],
  docs: "For one of several classes with wrong labels among them: `(1 − p[y]^q) / q` (Zhang & Sabuncu 2018).",
  params: {
    q: float("Near 0 it is the cross-entropy, at 1 the mean absolute error.", { min: 0, max: 1, default: 0.5 }),
  },
  targets: "index",
  lower(target, { value }, { q }) {
    const right = sumColumns(multiply(value, oneHot(target, value.shape[1]!)));
    return affine(powerOf(right, q), -1 / q, 1 / q);
  },
});

import { float } from "../../layers/param";
import { add, affine, minimum, subtract } from "../../ops/binary";
import { constant } from "../../ops/op";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { meanColumns } from "./probability";

export const huber = defineLoss({
  name: "Huber",
  functions: ["huber", "huber_loss"],
  docs: "For numbers: half the square of errors up to `delta`, straight beyond.",
  params: { delta: float("Where the square turns into a straight line.", { min: 0, default: 1 }) },
  targets: "values",
  lower(target, { value }, { delta }) {
    // with q = min(|e|, delta): q²/2 + delta·(|e| − q)
    const error = unary("abs", subtract(value, target));
    const near = minimum(error, constant(delta, error.shape));
    return meanColumns(add(scale(unary("square", near), 0.5), affine(subtract(error, near), delta, 0)));
  },
});

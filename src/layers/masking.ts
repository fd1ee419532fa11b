import { affine, equal, multiply } from "../ops/binary";
import { constant } from "../ops/op";
import { repeatColumns, sumColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { sizeOf, type Value } from "../ops/op";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { float } from "./param";

/** 1 for each step with a feature that is not the mask value, else 0. */
function present(x: Value, maskValue: number): Value {
  const features = x.shape.at(-1)!;
  const rows = reshape(x, [sizeOf(x.shape) / features, features]);
  const equals = sumColumns(equal(rows, constant(maskValue, rows.shape)));
  return affine(equal(equals, constant(features, equals.shape)), -1, 1);
}

export const masking = defineLayer({
  type: "Masking",
  docs: "Steps whose features all equal `mask_value` are padding: later layers skip them.",
  params: { mask_value: float("The value that stands for padding.", { default: 0 }) },
  arity: "one",
  mask: ([x], { mask_value }) => reshape(present(x, mask_value), x.shape.slice(0, -1)),
  traits: () => ["keeps-channels", "masks"],
  shape: ([x]) => (x.length < 2 ? new ShapeError(`needs at least 2 axes; its input has ${x.length}`) : x),
  weights: noWeights,
  lower([x], { mask_value }) {
    const features = x.shape.at(-1)!;
    const rows = reshape(x, [sizeOf(x.shape) / features, features]);
    return reshape(multiply(rows, repeatColumns(present(x, mask_value), features)), x.shape);
  },
});

import { compatible, showShape, type Shape } from "../model/shape";
import { batchMatmulTransposed } from "../ops/batchMatmul";
import { sizeOf, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { byRows, unitRows } from "./families/normalization";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { axes as axesParam, bool } from "./param";

/** The axis of each input that the sum runs over, counted from the front. */
const axesOf = (axes: readonly number[], a: Shape, b: Shape): readonly [number, number] => {
  const [first, second = first] = axes as readonly [number, number?];
  return [first < 0 ? first + a.length : first, second < 0 ? second + b.length : second];
};

export const dot = defineLayer({
  type: "Dot",
  docs: "Products of two inputs summed along an axis of each, sample by sample: similarities of vectors, for example.",
  params: {
    axes: axesParam("The axis along which the sum runs, or one for each input.", undefined),
    normalize: bool("Bring vectors to length 1 first: the result is the cosine of their angle.", false, false),
  },
  arity: "several",
  traits: () => [],
  shape(inputs, { axes }) {
    const [a, b] = inputs as readonly [Shape, Shape];
    if (inputs.length !== 2) return new ShapeError(`takes 2 inputs; it has ${inputs.length}`);
    const [inA, inB] = axesOf(axes, a, b);
    if (!(inA > 0 && inA < a.length && inB > 0 && inB < b.length))
      return new ShapeError(`has axes (${axes.join(", ")}), but its inputs are ${showShape(a)} and ${showShape(b)}`);
    if (!compatible(a[inA]!, b[inB]!))
      return new ShapeError(`cannot sum over axes of different sizes: ${showShape(a)} and ${showShape(b)}`);
    const rest = [...a.filter((_, i) => i !== inA), ...b.filter((_, i) => i > 0 && i !== inB)];
    return rest.length === 1 ? [...rest, 1] : rest;
  },
  weights: noWeights,
  lower(inputs, { axes, normalize }) {
    const [a, b] = inputs as readonly [Value, Value];
    const [inA, inB] = axesOf(axes, a.shape, b.shape);
    const y = batchMatmulTransposed(rowsOf(a, inA, normalize), rowsOf(b, inB, normalize));
    const rest = [...a.shape.filter((_, i) => i !== inA), ...b.shape.filter((_, i) => i > 0 && i !== inB)];
    return reshape(y, rest.length === 1 ? [...rest, 1] : rest);
  },
});

/** x as [batch, everything else, axis], of length 1 along the axis where wanted. */
function rowsOf(x: Value, axis: number, normalize: boolean): Value {
  const scaled = normalize ? byRows(x, [axis], unitRows) : x;
  const order = [...x.shape.keys()].filter((i) => i !== axis);
  const moved = axis === x.shape.length - 1 ? scaled : transpose(scaled, [...order, axis]);
  const [batch, size] = [x.shape[0]!, x.shape[axis]!];
  return reshape(moved, [batch, sizeOf(x.shape) / batch / size, size]);
}

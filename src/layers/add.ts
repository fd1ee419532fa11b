import { compatible, knownOf, showShape, type Shape } from "../model/shape";
import { add as sum } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import type { Sizes, Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { defineLayer, noWeights, ShapeError } from "./layer";

/** The shape of two tensors combined value by value: missing axes and sizes of 1 are repeated, except in the batch. */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const widen = (shape: Shape): Shape => [
    shape[0] ?? null,
    ...Array<number>(rank - shape.length).fill(1),
    ...shape.slice(1),
  ];
  const [wideA, wideB] = [widen(a), widen(b)];
  if (!wideA.every((dim, i) => dim === 1 || wideB[i] === 1 || compatible(dim, wideB[i]!))) return undefined;
  return wideA.map((dim, i) => (dim === 1 ? wideB[i]! : wideB[i] === 1 ? dim : knownOf(dim, wideB[i]!)));
}

export const add = defineLayer({
  type: "Add",
  docs: "The sum of its inputs, value by value: the end of a residual connection.",
  params: {},
  arity: "several",
  traits: () => ["adds"],
  shape(inputs) {
    let shape: Shape = inputs[0];
    for (const next of inputs.slice(1)) {
      const both = broadcastShape(shape, next);
      if (!both) return new ShapeError(`cannot add shapes ${showShape(shape)} and ${showShape(next)}`);
      shape = both;
    }
    return shape;
  },
  weights: noWeights,
  lower: (inputs) =>
    inputs.reduce((a, b) => {
      const shape = broadcastShape(a.shape, b.shape) as readonly number[];
      return sum(widened(a, shape), widened(b, shape));
    }),
});

/** x with the axes it lacks put in after the batch, and then repeated. */
function widened(x: Value, shape: Sizes): Value {
  const missing = Array<number>(shape.length - x.shape.length).fill(1);
  return broadcastTo(reshape(x, [x.shape[0]!, ...missing, ...x.shape.slice(1)]), shape);
}

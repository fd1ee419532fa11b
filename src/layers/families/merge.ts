/** What the layers share that combine tensors value by value. */
import { compatible, knownOf, showShape, type Shape } from "../../model/shape";
import { maximum } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import type { Sizes, Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { defineLayer, noWeights, ShapeError, type Inputs, type Trait } from "../layer";

/** The shape of two tensors combined value by value: missing axes and sizes of 1 are repeated, except in the batch. */
function broadcastShape(a: Shape, b: Shape): Shape | undefined {
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

/** x with the axes it lacks put in after the batch, and then repeated. */
function widened(x: Value, shape: Sizes): Value {
  const missing = Array<number>(shape.length - x.shape.length).fill(1);
  return broadcastTo(reshape(x, [x.shape[0]!, ...missing, ...x.shape.slice(1)]), shape);
}

interface Merging {
  readonly type: string;
  readonly docs: string;
  readonly traits?: readonly Trait[];
  /** What it does, for messages: `add`. */
  readonly verb: string;
  /** Whether it takes two tensors and no more. */
  readonly two?: boolean;
  readonly combine: (a: Value, b: Value) => Value;
  /** Done to what comes out in the end. */
  readonly finish?: (y: Value, count: number) => Value;
}

export const merging = ({ type, docs, traits = [], verb, two = false, combine, finish }: Merging) =>
  defineLayer({
    type,
    docs,
    params: {},
    arity: "several",
    // as Keras: a step counts where it counts in any input, and all do where one has no mask
    mask: (_, __, masks) =>
      masks.reduce((a, b) => (a?.shape.join() === b?.shape.join() && a && b ? maximum(a, b) : undefined)),
    traits: () => traits,
    shape: (inputs) =>
      two && inputs.length !== 2 ? new ShapeError(`takes 2 inputs; it has ${inputs.length}`) : merged(inputs, verb),
    weights: noWeights,
    lower(inputs) {
      const y = inputs.reduce((a, b) => {
        const shape = broadcastShape(a.shape, b.shape) as Sizes;
        return combine(widened(a, shape), widened(b, shape));
      });
      return finish ? finish(y, inputs.length) : y;
    },
  });

function merged(inputs: Inputs<Shape>, verb: string): Shape | ShapeError {
  let shape: Shape = inputs[0];
  for (const next of inputs.slice(1)) {
    const both = broadcastShape(shape, next);
    if (!both) return new ShapeError(`cannot ${verb} shapes ${showShape(shape)} and ${showShape(next)}`);
    shape = both;
  }
  return shape;
}

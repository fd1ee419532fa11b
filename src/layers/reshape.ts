import { isUnknown, product, showShape, type Dim, type Shape } from "../model/shape";
import { sizeOf } from "../ops/op";
import { reshape as view } from "../ops/reshape";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { sizes } from "./param";

/** `target` with its one −1 worked out from the number of values. */
function complete(x: Shape, target: readonly Dim[]): readonly Dim[] | ShapeError {
  const total = product(x.slice(1));
  const known = product(target.filter((dim) => dim !== -1));
  const free = target.filter((dim) => dim === -1).length;
  if (free > 1) return new ShapeError("can work out only one size; its target_shape has several -1");
  if (typeof total !== "number" || typeof known !== "number") {
    const open: Dim = isUnknown(total) ? total : isUnknown(known) ? known : null;
    return target.map((dim) => (dim === -1 ? open : dim));
  }
  if (free === 0 ? total !== known : total % known !== 0)
    return new ShapeError(`cannot arrange ${total.toLocaleString("en")} values as ${showShape(target)}`);
  return target.map((dim) => (dim === -1 ? total / known : dim));
}

export const reshape = defineLayer({
  type: "Reshape",
  docs: "The same values under another shape. One size may be -1: it is worked out from the others.",
  params: { target_shape: sizes("Shape of one sample, without the batch.") },
  arity: "one",
  texts: "passes",
  traits: () => ["rearranges"],
  shape([x], { target_shape }) {
    const target = complete(x, target_shape);
    return target instanceof ShapeError ? target : [x[0] ?? null, ...target];
  },
  weights: noWeights,
  lower([x], { target_shape }) {
    const known = target_shape.filter((dim): dim is number => typeof dim === "number" && dim !== -1);
    const free = sizeOf(x.shape.slice(1)) / sizeOf(known);
    return view(x, [x.shape[0]!, ...target_shape.map((dim) => (typeof dim === "number" && dim !== -1 ? dim : free))]);
  },
});

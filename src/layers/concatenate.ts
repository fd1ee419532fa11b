import { compatible, isUnknown, knownOf, showShape, type Dim } from "../model/shape";
import { concatenate as join } from "../ops/concatenate";
import { maximum } from "../ops/binary";
import { constant, type Value } from "../ops/op";
import { defineLayer, noWeights, ShapeError, type Inputs } from "./layer";
import { int } from "./param";

const plus = (a: Dim, b: Dim): Dim => {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  return a === null || b === null ? null : a + b;
};

/** As Keras: along the last axis a step counts where it counts in any input; along the steps masks are joined. */
function joinedMask(
  inputs: Inputs<Value>,
  { axis }: { readonly axis: number },
  masks: readonly (Value | undefined)[],
): Value | undefined {
  if (masks.every((mask) => mask === undefined)) return undefined;
  const at = axis < 0 ? axis + inputs[0].shape.length : axis;
  const known = inputs.map(({ shape }, i) => masks[i] ?? constant(1, shape.slice(0, 2))) as unknown as Inputs<Value>;
  if (at === 1) return join(known, 1);
  return at === inputs[0].shape.length - 1 ? known.reduce((a, b) => maximum(a, b)) : undefined;
}

export const concatenate = defineLayer({
  type: "Concatenate",
  docs: "Puts its inputs one after the other along `axis`.",
  params: { axis: int("Axis along which the inputs are joined; counted from the end when negative.", { default: -1 }) },
  arity: "several",
  mask: joinedMask,
  traits: () => ["rearranges"],
  shape(inputs, { axis }) {
    const [first] = inputs;
    const along = axis < 0 ? axis + first.length : axis;
    if (along < 0 || along >= first.length)
      return new ShapeError(`has axis ${axis}, but its inputs have ${first.length} axes`);
    let shape = first;
    for (const next of inputs.slice(1)) {
      const differs = shape.findIndex((dim, i) => i !== along && !compatible(dim, next[i] ?? null));
      if (next.length !== shape.length || differs >= 0)
        return new ShapeError(
          `cannot join ${showShape(shape)} and ${showShape(next)} along axis ${axis}${differs >= 0 ? `: axis ${differs} differs` : ""}`,
        );
      shape = shape.map((dim, i) => (i === along ? plus(dim, next[i]!) : knownOf(dim, next[i]!)));
    }
    return shape;
  },
  weights: noWeights,
  lower: (inputs, { axis }) => join(inputs, axis < 0 ? axis + inputs[0].shape.length : axis),
});

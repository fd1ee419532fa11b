import { axesWithin, byRows, unitRows } from "./families/normalization";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { axes } from "./param";

export const unitNormalization = defineLayer({
  type: "UnitNormalization",
  docs: "Divides each sample's vector along `axis` by its length.",
  params: { axis: axes("The axis, or several, along which the length is taken.", -1) },
  arity: "one",
  mask: "passes",
  traits: () => ["normalizes"],
  shape([x], { axis }) {
    const found = axesWithin(x, axis);
    return found instanceof ShapeError ? found : x;
  },
  weights: noWeights,
  lower: ([x], { axis }) => byRows(x, axesWithin(x.shape, axis) as readonly number[], unitRows),
});

import {
  byRows,
  centerAndScaleParams,
  centerAndScaleWeights,
  knownAxes,
  scaleAndShift,
  standardizeRows,
} from "./families/normalization";
import { defineLayer, ShapeError } from "./layer";
import { axes } from "./param";

export const layerNormalization = defineLayer({
  type: "LayerNormalization",
  docs: "Brings each sample's values along `axis` to mean 0 and variance 1, then applies a learned factor and offset (Ba et al. 2016). It does the same while training and afterwards, whatever the batch.",
  params: {
    axis: axes("The axis, or several, along which mean and variance are taken.", -1),
    ...centerAndScaleParams(1e-3),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["normalizes"],
  shape([x], { axis }) {
    const found = knownAxes(x, axis);
    return found instanceof ShapeError ? found : x;
  },
  weights([x], config) {
    const found = knownAxes(x, config.axis) as readonly number[];
    return centerAndScaleWeights(
      found.map((axis) => x[axis]!),
      config,
    );
  },
  lower([x], { axis, epsilon }, { gamma, beta }) {
    const found = knownAxes(x.shape, axis) as readonly number[];
    return byRows(x, found, (rows) => scaleAndShift(standardizeRows(rows, epsilon), gamma, beta));
  },
});

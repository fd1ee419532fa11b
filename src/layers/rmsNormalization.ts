import { byRows, divideByRoot, knownAxes, scaleAndShift } from "./families/normalization";
import { defineLayer, ShapeError, weight } from "./layer";
import { axes, float } from "./param";

export const rmsNormalization = defineLayer({
  type: "RMSNormalization",
  docs: "Divides each sample's values along `axis` by the root of the mean of their squares, then applies a learned factor (Zhang & Sennrich 2019).",
  params: {
    axis: axes("The axis, or several, along which the mean is taken.", -1),
    epsilon: float("Added to the mean, so that nothing is divided by zero.", { default: 1e-6 }),
  },
  arity: "one",
  traits: () => ["normalizes"],
  shape([x], { axis }) {
    const found = knownAxes(x, axis);
    return found instanceof ShapeError ? found : x;
  },
  weights([x], { axis }) {
    const found = knownAxes(x, axis) as readonly number[];
    return {
      scale: weight(
        found.map((one) => x[one]!),
        { class_name: "Ones", config: {} },
      ),
    };
  },
  lower([x], { axis, epsilon }, { scale }) {
    const found = knownAxes(x.shape, axis) as readonly number[];
    return byRows(x, found, (rows) => scaleAndShift(divideByRoot(rows, epsilon), scale, undefined));
  },
});

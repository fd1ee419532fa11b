/** Layers of Keras 2 that Keras 3 no longer has, and that are not in the engine: what becomes of shapes, and which weights they have. */
import type { Shape } from "../../../model/shape";
import { widthOf, type ForeignRule, type Given, type Outcome } from "./foreign";
import { droppedLayers } from "./legacy";

/** Recurrent layers for cuDNN have a bias for the input and one for the state. */
const recurrent =
  (gates: number) =>
  ([shape]: readonly Shape[], given: Given): Outcome | undefined => {
    const [units, width] = [given.number("units"), widthOf(shape)];
    const [sequences, states] = [given.flag("return_sequences", false), given.flag("return_state", false)];
    if (shape?.length !== 3 || units === undefined || width === undefined || states !== false) return undefined;
    if (sequences === undefined) return undefined;
    const wide = gates * units;
    return {
      shape: sequences ? [shape[0]!, shape[1]!, units] : [shape[0]!, units],
      weights: { kernel: [width, wide], recurrent_kernel: [units, wide], bias: [2 * wide] },
    };
  };

/** Images of another height or width each time. */
const resized =
  (axis: -2 | -3) =>
  ([shape]: readonly Shape[]): Outcome | undefined =>
    shape && shape.length >= 3
      ? { shape: shape.map((dim, i) => (i === shape.length + axis ? null : dim)), weights: {} }
      : undefined;

const outcomes: Readonly<Record<string, ForeignRule["outcome"]>> = {
  CuDNNGRU: recurrent(3),
  CuDNNLSTM: recurrent(4),
  RandomHeight: resized(-3),
  RandomWidth: resized(-2),
};

/** Their rules by name. */
export const droppedRules: ReadonlyMap<string, ForeignRule> = new Map(
  Object.entries(outcomes).map(([type, outcome]) => [
    type,
    { type, from: "Keras 2", positions: (droppedLayers[type] ?? "").split(" "), outcome },
  ]),
);

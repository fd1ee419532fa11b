/** What the graph's panel remembers when it is hidden or the window is reloaded. */
import * as v from "valibot";

const finite = v.pipe(v.number(), v.finite());

export const graphState = v.strictObject({
  version: v.literal(1),
  /** The model that the rest is about. */
  model: v.string(),
  zoom: v.strictObject({
    scale: v.pipe(finite, v.minValue(0.01), v.maxValue(10)),
    x: finite,
    y: finite,
  }),
  /** Folds that are not as they would be by themselves. */
  folds: v.pipe(
    v.record(v.string(), v.boolean()),
    v.check((folds) => Object.keys(folds).length <= 1000),
  ),
  ghosts: v.boolean(),
});
export type GraphState = v.InferOutput<typeof graphState>;

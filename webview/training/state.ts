/** What the training panel remembers when it is hidden or the window is reloaded. */
import * as v from "valibot";

export const GREATEST_SMOOTHING = 0.99;
/** Runs that can be told apart in one chart. */
export const MOST_RUNS = 6;

export const trainingState = v.strictObject({
  version: v.literal(1),
  by: v.picklist(["step", "epoch"]),
  smoothing: v.pipe(v.number(), v.minValue(0), v.maxValue(GREATEST_SMOOTHING)),
  /** Metrics whose vertical axis is logarithmic. */
  logarithmic: v.pipe(v.array(v.string()), v.maxLength(100)),
  table: v.boolean(),
  /** Runs shown beside the current one. */
  compared: v.pipe(v.array(v.string()), v.maxLength(MOST_RUNS)),
});
export type TrainingState = v.InferOutput<typeof trainingState>;

export const firstState: TrainingState = {
  version: 1,
  by: "step",
  smoothing: 0.6,
  logarithmic: [],
  table: false,
  compared: [],
};

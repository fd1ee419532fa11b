/** How long a model is trained, counted in updates, as its own file says. */
import type { Literal } from "../model/literal";
import type { FitSettings, TrainingSettings } from "../model/training";

/** What Keras takes when `fit` does not say. */
const BATCH_SIZE = 32;

/** Updates of all `fit` calls together; undefined when one of them cannot be counted, or there is more than they say. */
export function stepsOf(training: TrainingSettings | undefined): number | undefined {
  if (!training || training.fits.length === 0 || training.isOpenEnded) return undefined;
  let sum = 0;
  for (const fit of training.fits) {
    const epochs = epochsOf(fit);
    const perEpoch = stepsPerEpoch(fit);
    if (epochs === undefined || perEpoch === undefined) return undefined;
    sum += epochs * perEpoch;
  }
  return sum > 0 ? sum : undefined;
}

/** Samples of one step. Data sets come in batches of their own, which the reference does not tell. */
export function batchSizeOf({ batchSize, train }: FitSettings): number | undefined {
  if (typeof batchSize === "number") return batchSize >= 1 ? batchSize : undefined;
  if (batchSize !== undefined && batchSize !== null) return undefined;
  return train?.count === undefined ? undefined : BATCH_SIZE;
}

/** Samples that are trained on: those that are not kept for validation. */
export function samplesOf({ train, validationSplit }: FitSettings): number | undefined {
  const split = or(validationSplit, 0);
  if (train?.count === undefined || split === undefined || split < 0 || split >= 1) return undefined;
  return Math.floor(train.count * (1 - split));
}

function epochsOf({ epochs, initialEpoch }: FitSettings): number | undefined {
  const last = or(epochs, 1);
  const first = or(initialEpoch, 0);
  return last === undefined || first === undefined ? undefined : Math.max(0, last - first);
}

function stepsPerEpoch(fit: FitSettings): number | undefined {
  const { stepsPerEpoch: given } = fit;
  if (given !== undefined && given !== null) return typeof given === "number" ? given : undefined;
  const samples = samplesOf(fit);
  const batch = batchSizeOf(fit);
  return samples === undefined || batch === undefined ? undefined : Math.ceil(samples / batch);
}

/** A number, or what stands for none; undefined when it is not known. */
const or = (value: Literal | undefined, preset: number): number | undefined =>
  value === undefined || value === null ? preset : typeof value === "number" ? value : undefined;

/** The most samples that a step of the file's own training takes; undefined when nothing is trained or it is not known. */
export function largestBatch(training: TrainingSettings | undefined): number | undefined {
  const sizes = (training?.fits ?? []).map((fit) => batchSizeOf(fit));
  return sizes.length > 0 && sizes.every((size) => size !== undefined) ? Math.max(...sizes) : undefined;
}

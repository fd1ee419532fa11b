/** Which models of a file are meant when one is to be trained and none is named. */
import type { Analysis } from "./infer";

/** Those that the file fits, else those that it compiles, else all: layers that only prepare data are parts of a model, not one to train. */
export function trainedOf<T>(all: readonly T[], analysisOf: (one: T) => Analysis): readonly T[] {
  const training = (one: T) => analysisOf(one).graph.training;
  const fitted = all.filter((one) => (training(one)?.fits.length ?? 0) > 0);
  if (fitted.length > 0) return fitted;
  const compiled = all.filter((one) => training(one)?.compile);
  return compiled.length > 0 ? compiled : all;
}

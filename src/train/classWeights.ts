/** How much samples count by their class: `class_weight` of `fit`. */

/** By class number; a class that is not there counts 1. */
export type ClassWeights = Readonly<Record<string, number>>;

/** Multiplies the weight of each sample (or of each of its places) with that of its class. Its target is a class number, or a column for each class, of which the largest counts, as in Keras. */
export function timesClassWeights(into: Float32Array, targets: Float32Array, weights: ClassWeights): void {
  const columns = targets.length / into.length;
  for (let sample = 0; sample < into.length; sample++) {
    const own = targets.subarray(sample * columns, (sample + 1) * columns);
    const number = columns === 1 ? Math.round(own[0]!) : own.indexOf(Math.max(...own));
    into[sample]! *= weights[number] ?? 1;
  }
}

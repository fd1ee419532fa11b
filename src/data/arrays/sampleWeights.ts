/** How much samples count in the loss, from an array of a file. */
import { product, showCount } from "../../base/figures";
import type { NumberArray } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { SampleWeights } from "../dataset";

/** What such an array may be called, before the ending that says for which part it is. */
export const weightNames: readonly string[] = ["sample_weight", "sample_weights", "w"];

/** One number for each of `count` samples, or one for each place of their targets. */
export function sampleWeights({ data, shape }: NumberArray, name: string, count: number): SampleWeights {
  const own = shape[0] ?? 1;
  if (own !== count)
    throw new Trouble(`${showCount(count)} samples but ${showCount(own)} weights (${name}): give one for each sample.`);
  checkWeights(data, name);
  return { data: new Float32Array(data), size: product(shape) / count };
}

/** A weight that is no number would make the loss none. */
export function checkWeights(data: ArrayLike<number>, name: string): void {
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]!))
      throw new Trouble(`The weights of samples (${name}) must be numbers; number ${showCount(i)} is ${data[i]!}.`);
}

/** Some of the samples of a data set. */
import type { Samples } from "../dataset";
import { gather } from "./arraySamples";

/** The samples with these numbers, in this order. */
export function select(samples: Samples, chosen: Uint32Array): Samples {
  const { labels, weights, growsBytes, readingBytes } = samples;
  return {
    count: chosen.length,
    ...(labels && { labels: Array.from(chosen, (index) => labels[index]!) }),
    ...(growsBytes !== undefined && { growsBytes: (growsBytes * chosen.length) / samples.count }),
    ...(readingBytes !== undefined && { readingBytes }),
    ...(weights && {
      weights: weights.map((one) => {
        if (!one) return undefined;
        const data = new Float32Array(chosen.length * one.size);
        gather(one, chosen, data);
        return { data, size: one.size };
      }),
    }),
    fill: (indices, inputs, targets) =>
      samples.fill(
        Uint32Array.from(indices, (index) => chosen[index]!),
        inputs,
        targets,
      ),
  };
}

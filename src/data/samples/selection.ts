/** Some of the samples of a data set. */
import type { Samples } from "../dataset";

/** The samples with these numbers, in this order. */
export function select(samples: Samples, chosen: Uint32Array): Samples {
  const { labels } = samples;
  return {
    count: chosen.length,
    ...(labels && { labels: Array.from(chosen, (index) => labels[index]!) }),
    fill: (indices, inputs, targets) =>
      samples.fill(
        Uint32Array.from(indices, (index) => chosen[index]!),
        inputs,
        targets,
      ),
  };
}

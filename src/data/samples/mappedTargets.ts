/** Samples whose class numbers are written in another form. */
import type { Samples } from "../dataset";

export interface TargetMap {
  /** Numbers for each sample. */
  readonly size: number;
  /** Writes them to `into` from `at` on, where zeros stand. */
  readonly write: (label: number, into: Float32Array, at: number) => void;
}

export function mapTargets(samples: Samples, { size, write }: TargetMap): Samples {
  return {
    ...samples,
    fill(indices, inputs, targets) {
      const labels = new Float32Array(indices.length);
      const finish = (): void => {
        targets.fill(0, 0, labels.length * size);
        for (let i = 0; i < labels.length; i++) write(labels[i]!, targets, i * size);
      };
      const filling = samples.fill(indices, inputs, labels);
      if (!filling) finish();
      return filling?.then(finish);
    },
  };
}

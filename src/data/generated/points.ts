/** Small sets that are drawn once and kept. */
import { mixKeys, RandomStream } from "../../base/random";
import type { Samples } from "../dataset";
import { arraySamples } from "../samples/arraySamples";

/** One sample after the other, each from a stream of its own. */
export function drawPoints(
  {
    key,
    first,
    count,
    inputSize,
    labelled,
  }: {
    readonly key: number;
    readonly first: number;
    readonly count: number;
    readonly inputSize: number;
    /** Whether targets are classes. */
    readonly labelled: boolean;
  },
  /** Writes the input, gives the target. */
  draw: (stream: RandomStream, index: number, into: Float32Array) => number,
): Samples {
  const inputs = new Float32Array(count * inputSize);
  const targets = Float32Array.from({ length: count }, (_, i) =>
    draw(new RandomStream(mixKeys(key, first + i)), first + i, inputs.subarray(i * inputSize, (i + 1) * inputSize)),
  );
  return arraySamples({ data: inputs, size: inputSize }, { data: targets, size: 1 }, labelled ? targets : undefined);
}

/** Nearly normal, mean 0 and variance 1: the sum of twelve uniform numbers, which is exact where a logarithm is not. */
export function bell(stream: RandomStream): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += stream.uniform();
  return sum;
}

/** sin 2πx, by its series: the same bits everywhere, unlike Math.sin. */
export function sine(turns: number): number {
  const x = turns - Math.round(turns);
  // −½ … ½ folds to −¼ … ¼
  const angle = 2 * Math.PI * (x > 0.25 ? 0.5 - x : x < -0.25 ? -0.5 - x : x);
  let term = angle;
  let sum = angle;
  for (let n = 3; n <= 17; n += 2) {
    term *= (-angle * angle) / (n * (n - 1));
    sum += term;
  }
  return sum;
}

export const cosine = (turns: number): number => sine(turns + 0.25);

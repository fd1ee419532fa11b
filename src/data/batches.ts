/** Samples in the order of an epoch, batch by batch, the next one being made while the last is used. */
import { mixKeys, RandomStream } from "../base/random";
import type { Indices, InputBuffer, Samples, SampleWeights } from "./dataset";

/** The order of an epoch: as stored, or a permutation that depends on seed and epoch alone. */
export const epochOrder = (
  count: number,
  shuffle: { readonly seed: number; readonly epoch: number } | undefined,
): Uint32Array =>
  shuffle
    ? new RandomStream(mixKeys(ORDER, shuffle.seed, shuffle.epoch)).permutation(count)
    : Uint32Array.from({ length: count }, (_, i) => i);

/** Sets this use of random numbers apart from others with the same seed. */
const ORDER = 0x0bad5eed;

/** Room for one batch. */
export interface Batch {
  readonly inputs: InputBuffer;
  readonly targets: Float32Array;
}

/** A batch that is ready: the first `count` rows of its buffers hold these samples. */
export interface FilledBatch extends Batch {
  readonly indices: Indices;
  readonly count: number;
  /** Those of all samples. */
  readonly weights?: Samples["weights"];
}

/**
 * All batches of an epoch; the last may be smaller. Two buffers are made and used in turn: a batch is good until the next but one
 * is asked for. Reading and decoding for the next batch go on while the caller works on this one.
 */
export async function* batches(
  samples: Samples,
  order: Uint32Array,
  batchSize: number,
  makeBatch: () => Batch,
): AsyncGenerator<FilledBatch> {
  const buffers = [makeBatch(), makeBatch()] as const;
  const begin = (number: number): (() => Promise<FilledBatch>) | undefined => {
    const indices = order.subarray(number * batchSize, (number + 1) * batchSize);
    if (indices.length === 0) return undefined;
    const { inputs, targets } = buffers[number % 2]!;
    const [inputSize, targetSize] = [inputs.length / batchSize, targets.length / batchSize];
    const filling = Promise.resolve(
      samples.fill(
        indices,
        inputs.subarray(0, indices.length * inputSize),
        targets.subarray(0, indices.length * targetSize),
      ),
    );
    // A failure belongs to whoever asks for this batch, who may never come.
    filling.catch(() => undefined);
    const { weights } = samples;
    return () => filling.then(() => ({ inputs, targets, indices, count: indices.length, ...(weights && { weights }) }));
  };
  let next = begin(0);
  for (let number = 1; next; number++) {
    const batch = await next();
    next = begin(number);
    yield batch;
  }
}

/** Divides rows, which hold one part after the other, among the places of the parts; what is not asked for is left. */
export function divideRows(rows: InputBuffer, places: readonly InputBuffer[], count: number): void {
  const width = rows.length / count;
  let start = 0;
  for (const place of places) {
    const size = place.length / count;
    if (size === width) place.set(rows);
    else
      for (let row = 0; row < count; row++)
        place.set(rows.subarray(row * width + start, row * width + start + size), row * size);
    start += size;
  }
}

/** Writes how much the samples of a batch count: once where nothing is said of them, and alike in all places where there is one number for each. */
export function writeWeights(into: Float32Array, weights: SampleWeights | undefined, indices: Indices): void {
  if (!weights) {
    into.fill(1);
    return;
  }
  const { data, size } = weights;
  const places = into.length / indices.length;
  for (let row = 0; row < indices.length; row++)
    for (let place = 0; place < places; place++)
      into[row * places + place] = data[indices[row]! * size + (size === 1 ? 0 : place)]!;
}

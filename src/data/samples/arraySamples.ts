/** Samples that lie in memory, row after row. */
import type { Indices, InputBuffer, Samples } from "../dataset";

export interface Rows<T extends InputBuffer> {
  readonly data: T;
  /** Numbers in a row. */
  readonly size: number;
}

export function arraySamples(
  inputs: Rows<InputBuffer>,
  targets: Rows<Float32Array>,
  labels?: ArrayLike<number>,
): Samples {
  return {
    count: targets.data.length / targets.size,
    ...(labels && { labels }),
    fill(indices, inputBuffer, targetBuffer) {
      gather(inputs, indices, inputBuffer);
      gather(targets, indices, targetBuffer);
    },
  };
}

/** Below this a loop is faster than a call of `set` for each row. */
const SHORT_ROW = 32;

/** Copies rows into `out`, one after the other. */
export function gather({ data, size }: Rows<InputBuffer>, indices: Indices, out: InputBuffer): void {
  const count = indices.length;
  if (count === 0) return;
  const first = indices[0]!;
  if (isRun(indices)) out.set(data.subarray(first * size, (first + count) * size));
  else if (size < SHORT_ROW)
    for (let row = 0; row < count; row++) {
      const from = indices[row]! * size;
      for (let i = 0; i < size; i++) out[row * size + i] = data[from + i]!;
    }
  else
    for (let row = 0; row < count; row++) {
      const from = indices[row]! * size;
      out.set(data.subarray(from, from + size), row * size);
    }
}

/** Whether indices follow one another, as they do when nothing is shuffled. */
function isRun(indices: Indices): boolean {
  for (let i = 1; i < indices.length; i++) if (indices[i]! !== indices[0]! + i) return false;
  return true;
}

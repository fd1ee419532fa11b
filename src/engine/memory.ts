/** Gives every buffer an address, so that buffers that are never needed at the same time share memory. */
import type { Buffer } from "./call";

/** First and last call that needs a buffer. */
export interface Lifetime {
  readonly buffer: Buffer;
  readonly first: number;
  readonly last: number;
}

export interface Layout {
  readonly offsets: ReadonlyMap<Buffer, number>;
  readonly bytes: number;
}

/** Addresses are multiples of this: a cache line. */
const ALIGNMENT = 64;
/** Readable bytes after each buffer: kernels look up to this far beyond an edge. */
const SLACK = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * Largest first, each at the lowest place that is free during its whole life: within some percent of the least possible for
 * networks (Pisarchyk & Lee 2020, "greedy by size").
 */
export function layOut(lifetimes: readonly Lifetime[]): Layout {
  const offsets = new Map<Buffer, number>();
  const placed: { readonly first: number; readonly last: number; readonly begin: number; readonly end: number }[] = [];
  let bytes = 0;
  for (const { buffer, first, last } of [...lifetimes].sort(
    (a, b) => b.buffer.bytes - a.buffer.bytes || a.first - b.first,
  )) {
    const size = aligned(buffer.bytes + SLACK);
    const busy = placed.filter((other) => other.first <= last && first <= other.last).sort((a, b) => a.begin - b.begin);
    let begin = 0;
    for (const other of busy) {
      if (other.begin - begin >= size) break;
      begin = Math.max(begin, other.end);
    }
    offsets.set(buffer, begin);
    placed.push({ first, last, begin, end: begin + size });
    bytes = Math.max(bytes, begin + size);
  }
  return { offsets, bytes };
}

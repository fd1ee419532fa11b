/**
 * Samples that are made one by one when they are wanted: drawn, or read and decoded. As many as there is room for are kept. Nothing
 * that is kept is ever dropped for something else, because an epoch wants every sample once and in a new order: whatever is dropped
 * would be wanted again just as soon.
 */
import type { Indices, Samples } from "../dataset";
import { gather, type Rows } from "./arraySamples";

export interface Production {
  readonly targets: Rows<Float32Array>;
  readonly labels?: ArrayLike<number>;
  /** Bytes of one sample's input. */
  readonly size: number;
  /** Makes one sample's input; a promise when that takes its time. */
  readonly produce: (index: number, into: Uint8Array) => Promise<void> | undefined;
  readonly cacheBytes: number;
  /** How many that take their time are made at a time. */
  readonly atOnce?: number;
  /** Memory that making them takes. */
  readonly readingBytes?: number;
}

export function producedSamples(production: Production): Samples {
  const { targets, labels, size, produce, cacheBytes, atOnce = 1, readingBytes } = production;
  const count = targets.data.length / targets.size;
  const cache = new Cache(count, size, cacheBytes);

  function one(index: number, row: Uint8Array): Promise<void> | undefined {
    const kept = cache.get(index);
    if (kept) row.set(kept);
    else {
      const making = produce(index, row);
      if (making) return making.then(() => cache.keep(index, row));
      cache.keep(index, row);
    }
    return undefined;
  }

  return {
    count,
    ...(labels && { labels }),
    growsBytes: Math.min(cacheBytes, count * size),
    ...(readingBytes !== undefined && { readingBytes }),
    fill(indices, inputs, targetBuffer) {
      gather(targets, indices, targetBuffer);
      const rows = inputs instanceof Uint8Array ? inputs : new Uint8Array(indices.length * size);
      const finish = (): void => {
        if (inputs !== rows) inputs.set(rows);
      };
      const making = forAll(indices, (index, i) => one(index, rows.subarray(i * size, (i + 1) * size)), atOnce);
      if (!making) finish();
      return making?.then(finish);
    },
  };
}

/** Does `work` for all. The first that has to be waited for makes those that follow wait, `atOnce` at a time. */
function forAll(
  indices: Indices,
  work: (index: number, i: number) => Promise<void> | undefined,
  atOnce: number,
): Promise<void> | undefined {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < indices.length) {
      const i = next++;
      await work(indices[i]!, i);
    }
  };
  while (next < indices.length) {
    const i = next++;
    const making = work(indices[i]!, i);
    if (making) {
      const others = Array.from({ length: atOnce - 1 }, line);
      return Promise.all([making.then(line), ...others]).then(() => undefined);
    }
  }
  return undefined;
}

const BLOCK_BYTES = 2 ** 24;

/** Rows of bytes by number, in blocks that are taken as they are needed. */
class Cache {
  private readonly slots: Int32Array;
  private readonly blocks: Uint8Array[] = [];
  private readonly perBlock: number;
  private readonly capacity: number;
  private used = 0;

  constructor(
    count: number,
    private readonly size: number,
    limitBytes: number,
  ) {
    this.slots = new Int32Array(count).fill(-1);
    this.perBlock = Math.max(1, Math.min(count, Math.floor(BLOCK_BYTES / Math.max(1, size))));
    this.capacity = Math.min(count, Math.floor(limitBytes / Math.max(1, size)));
  }

  get(index: number): Uint8Array | undefined {
    const slot = this.slots[index]!;
    return slot < 0 ? undefined : this.row(slot);
  }

  keep(index: number, row: Uint8Array): void {
    if (this.used >= this.capacity || this.slots[index]! >= 0) return;
    const slot = this.used++;
    if (slot % this.perBlock === 0) this.blocks.push(new Uint8Array(this.perBlock * this.size));
    this.row(slot).set(row);
    this.slots[index] = slot;
  }

  private row(slot: number): Uint8Array {
    const start = (slot % this.perBlock) * this.size;
    return this.blocks[Math.floor(slot / this.perBlock)]!.subarray(start, start + this.size);
  }
}

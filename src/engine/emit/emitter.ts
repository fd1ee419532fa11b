/** How an operation becomes kernel calls. One file of `emit/` for each family; `index.ts` lists them by operation. */
import type { Value } from "../../ops/op";
import type { Update } from "../../ops/update";
import type { Call, Ref } from "../call";

/** What an emitter may ask for. */
export interface Emission {
  /** The memory of a value: an input of the operation, or its output. */
  readonly of: (value: Value) => Ref;
  /** Memory that only this operation's calls need. */
  readonly temporary: (name: string, bytes: number) => Ref;
  /** Whole numbers that never change. */
  readonly table: (words: readonly number[]) => Ref;
  /**
   * A call on `items` items. Threads claim `grain` of them at a time; when there are no more than that, one thread does it alone.
   * `scratchBytes` is what each thread needs for itself. Where items are equal shares of so many `images`, and touch their own only, the call can go image by
   * image with others (engine/together.ts).
   */
  readonly call: (call: Call, items: number, grain: number, scratchBytes?: number, images?: number) => void;
}

export type Emitter = (value: Value, emission: Emission) => void;
export type UpdateEmitter = (update: Update, emission: Emission) => void;

/** Numbers that a thread takes at a time of work that is bound by memory: 64 kB, small against a second cache. */
export const NUMBERS = 16384;
/** So many rows of `channels` numbers. */
export const rowsOf = (channels: number): number => Math.max(1, Math.floor(NUMBERS / channels));

/** Rows of a block of a matrix product, and the packed panel of 256 × 16 numbers that each thread needs for it. */
export const BLOCK_ROWS = 128;
export const PANEL_BYTES = 256 * 64;
/** The same for a product of columns: up to 4 blocks go together, 128 × 256 numbers of one side and 128 × 16 of the other. */
export const COLUMN_ROWS = 64;
export const COLUMNS_BYTES = 17 * 128 * 64;

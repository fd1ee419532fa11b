/** One kernel call of a program before addresses are known. */

/** A place in memory: `offset` bytes into a buffer. */
export interface Ref {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** A stretch of memory that the layout will give an address. */
export interface Buffer {
  /** More than at first when something larger has taken its place. */
  bytes: number;
  /** For messages: what it holds. */
  readonly name: string;
}

/** A number that is passed as its 32 bits. */
export interface Float {
  readonly float: number;
}
/** @public The generated calls use it. */
export const float = (value: number): Float => ({ float: value });

export interface Call {
  readonly kernel: string;
  readonly opcode: number;
  readonly args: readonly (Ref | number | Float)[];
  readonly usesScratch: boolean;
}

export const at = (ref: Ref, bytes: number): Ref => ({ buffer: ref.buffer, offset: ref.offset + bytes });

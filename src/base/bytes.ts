/** Reads numbers from bytes that nobody vouches for: every step is checked against what is there. */
import { counted, showCount } from "./figures";
import { Trouble } from "./trouble";

export class ByteReader {
  position = 0;
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    private readonly order: "big-endian" | "little-endian",
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), this.order === "little-endian");
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), this.order === "little-endian");
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array {
    const start = this.advance(count);
    return this.bytes.subarray(start, start + count);
  }

  /** The next bytes as text, one character for each. */
  latin1(count: number): string {
    return String.fromCharCode(...this.take(count));
  }

  skip(count: number): void {
    this.advance(count);
  }

  private advance(count: number): number {
    const start = this.position;
    if (count > this.left)
      throw new Trouble(
        `The data end early: at byte ${showCount(start)}, ${counted(count, "more byte")} should follow; there are ${showCount(this.left)}.`,
      );
    this.position += count;
    return start;
  }
}

/** Puts pieces together. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** By the bytes of their UTF-8 form, as `ls` and Python sort; JavaScript's own order differs beyond U+FFFF. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const [surrogateX, surrogateY] = [(x & 0xf800) === 0xd800, (y & 0xf800) === 0xd800];
    return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1;
  }
  return a.length - b.length;
}

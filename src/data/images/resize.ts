/**
 * Brings pictures to the size and channels that a model takes. Bilinear with half-pixel centres, edges clamped and no smoothing when
 * shrinking: what Keras does (`tf.image.resize`, antialias off), so that a model trained there sees the same here.
 */
import type { InputBuffer } from "../dataset";

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** `height` × `width` × `channels` numbers, row by row, beginning at `stride` numbers from one pixel to the next. */
export interface Pixels extends Size {
  readonly data: InputBuffer;
  readonly stride: number;
}

/** Grey from red, green and blue, by ITU-R 601 in the rounding that Pillow and libjpeg share. */
function toGrey({ height, width, data, stride }: Pixels): Pixels {
  const grey = data instanceof Uint8Array ? new Uint8Array(height * width) : new Float32Array(height * width);
  const whole = grey instanceof Uint8Array;
  for (let i = 0; i < grey.length; i++) {
    const at = i * stride;
    const sum = 19595 * data[at]! + 38470 * data[at + 1]! + 7471 * data[at + 2]!;
    grey[i] = whole ? (sum + 0x8000) >> 16 : sum / 65536;
  }
  return { height, width, data: grey, stride: 1 };
}

/** Where each of `to` pixels lies among `from`: its two neighbours and the share of the second. */
function positions(from: number, to: number): { low: Int32Array; high: Int32Array; share: Float64Array } {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i]! + 1, from - 1);
    share[i] = at - low[i]!;
  }
  return { low, high, share };
}

/** Writes the resized picture to `out`, `channels` numbers for each pixel; into bytes it rounds to the nearest. */
export function resize(from: Pixels, to: Size, channels: number, out: InputBuffer): void {
  const { data, stride } = from;
  const rounding = out instanceof Uint8Array ? 0.5 : 0;
  if (from.height === to.height && from.width === to.width) {
    copy(from, channels, out);
    return;
  }
  const x = positions(from.width, to.width);
  const y = positions(from.height, to.height);
  let at = 0;
  for (let row = 0; row < to.height; row++) {
    const top = y.low[row]! * from.width;
    const bottom = y.high[row]! * from.width;
    const down = y.share[row]!;
    for (let column = 0; column < to.width; column++) {
      const left = x.low[column]!;
      const right = x.high[column]!;
      const across = x.share[column]!;
      const [a, b] = [(top + left) * stride, (top + right) * stride];
      const [c, d] = [(bottom + left) * stride, (bottom + right) * stride];
      for (let channel = 0; channel < channels; channel++) {
        const upper = data[a + channel]! + (data[b + channel]! - data[a + channel]!) * across;
        const lower = data[c + channel]! + (data[d + channel]! - data[c + channel]!) * across;
        out[at++] = upper + (lower - upper) * down + rounding;
      }
    }
  }
}

function copy({ data, stride }: Pixels, channels: number, out: InputBuffer): void {
  if (stride === channels) out.set(data.subarray(0, out.length));
  else
    for (let at = 0, i = 0; at < out.length; i += stride) for (let c = 0; c < channels; c++) out[at++] = data[i + c]!;
}

/** Writes a picture of 1, 3 or 4 channels as one of 1 or 3. */
export function convert(
  from: Pixels & { readonly channels: number },
  to: Size,
  channels: number,
  out: InputBuffer,
): void {
  if (channels === 1) resize(from.channels === 1 ? from : toGrey(from), to, 1, out);
  else if (from.channels !== 1) resize(from, to, 3, out);
  else spread(from, to, out);
}

/** Grey in all three colours. */
function spread(from: Pixels, to: Size, out: InputBuffer): void {
  const grey = out instanceof Uint8Array ? new Uint8Array(out.length / 3) : new Float32Array(out.length / 3);
  resize(from, to, 1, grey);
  for (let i = 0; i < grey.length; i++) out[3 * i] = out[3 * i + 1] = out[3 * i + 2] = grey[i]!;
}

/** The discrete Fourier transform, by products with small matrices (Cooley & Tukey 1965). */
import { add, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { matmul } from "../../ops/matmul";
import { constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale } from "../../ops/unary";

/** Complex numbers [rows, n]; without an imaginary part they are real. */
export interface Complex {
  readonly re: Value;
  readonly im: Value | undefined;
}

/** Up to this size one product is as quick as two. */
const DIRECT = 32;

/** Σ x[k]·e^(∓2πi·jk/n) over the last axis; forwards with the minus. Not divided by n on the way back. */
export function fourier({ re, im }: Complex, backwards = false): { readonly re: Value; readonly im: Value } {
  const [rows, n] = re.shape as readonly [number, number];
  const p = nearestDivisor(n);
  const turn = (backwards ? 2 : -2) * (Math.PI / n);
  if (n <= DIRECT || p === 1) {
    const matrix = (f: (angle: number) => number): Value =>
      reshape(constants(Array.from({ length: n * n }, (_, i) => f(turn * ((Math.floor(i / n) * (i % n)) % n)))), [
        n,
        n,
      ]);
    return product({ re, im }, { re: matrix(Math.cos), im: matrix(Math.sin) }, matmul);
  }
  // x[q·a + b] goes to y[c + p·d]: first over a, for each b; then turned by b·c; then over b, for each c
  const q = n / p;
  const each = (f: (x: Value) => Value): Complex => ({ re: f(re), im: im && f(im) });
  const first = fourier(
    each((x) => reshape(transpose(reshape(x, [rows, p, q]), [0, 2, 1]), [rows * q, p])),
    backwards,
  );
  const shape = [rows, q, p];
  const twiddle = (f: (angle: number) => number): Value => {
    const numbers = Array.from({ length: q * p }, (_, i) => f(turn * ((Math.floor(i / p) * (i % p)) % n)));
    return broadcastTo(reshape(constants(numbers), [1, q, p]), shape);
  };
  const turned = product(
    { re: reshape(first.re, shape), im: reshape(first.im, shape) },
    { re: twiddle(Math.cos), im: twiddle(Math.sin) },
    multiply,
  );
  const columns = (x: Value): Value => reshape(transpose(x, [0, 2, 1]), [rows * p, q]);
  const second = fourier({ re: columns(turned.re), im: columns(turned.im) }, backwards);
  const inOrder = (x: Value): Value => reshape(transpose(reshape(x, [rows, p, q]), [0, 2, 1]), [rows, n]);
  return { re: inOrder(second.re), im: inOrder(second.im) };
}

/** The way back from a spectrum. */
export function inverseFourier(x: Complex): { readonly re: Value; readonly im: Value } {
  const { re, im } = fourier(x, true);
  const n = re.shape[1]!;
  return { re: scale(re, 1 / n), im: scale(im, 1 / n) };
}

function product(a: Complex, b: { readonly re: Value; readonly im: Value }, times: (x: Value, y: Value) => Value) {
  if (!a.im) return { re: times(a.re, b.re), im: times(a.re, b.im) };
  return {
    re: subtract(times(a.re, b.re), times(a.im, b.im)),
    im: add(times(a.re, b.im), times(a.im, b.re)),
  };
}

/** The largest divisor that is not above the root; 1 for a prime number. */
function nearestDivisor(n: number): number {
  let divisor = Math.floor(Math.sqrt(n));
  while (n % divisor !== 0) divisor--;
  return divisor;
}

/**
 * Counter-based random numbers: the n-th number of a stream is a function of (key, n) alone, so that results do not depend on
 * the order in which threads draw. Two rounds of a 32-bit finalizer (C. Wellons, "Prospecting for hash functions", lowbias32)
 * with the key entering both, so that streams are not shifted copies of each other. The kernels compute the same bits.
 */

const finalize = (value: number): number => {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
};

/** The n-th 32 random bits of the stream `key`. */
export const randomBits = (key: number, n: number): number =>
  finalize((finalize(n ^ key) + Math.imul(key, 0x9e3779b9)) | 0);

/** One key from several: a stream for each (seed, layer, step) and so on. */
export const mixKeys = (...parts: readonly number[]): number =>
  parts.reduce((key, part) => randomBits(part | 0, key), 0x243f6a88);

/** A stream that is drawn from one number after the other. */
export class RandomStream {
  private n = 0;

  constructor(private readonly key: number) {}

  bits(): number {
    return randomBits(this.key, this.n++);
  }

  /** In [0, 1), in steps of 2⁻²⁴. */
  uniform(): number {
    return (this.bits() >>> 8) * 2 ** -24;
  }

  /** Fills a list with numbers from `low` to below `high`: those that `uniform` would give one by one, in a third of the time. */
  fillUniform(values: Float32Array | Float64Array, low: number, high: number): void {
    const { key, n: first } = this;
    const span = high - low;
    const count = values.length;
    for (let i = 0; i < count; i++) values[i] = low + span * ((randomBits(key, first + i) >>> 8) * 2 ** -24);
    this.n += count;
  }

  /** A whole number in [0, bound), without bias. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const bits = this.bits();
      if (bits < limit) return bits % bound;
    }
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** 0 … count−1 in random order (Fisher–Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
    return order;
  }
}

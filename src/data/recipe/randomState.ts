/**
 * `numpy.random.RandomState`: the random numbers that scikit-learn, pandas and Keras draw orders from, to the bit. NumPy has promised never
 * to change them (NEP 19). The Mersenne Twister MT19937 of M. Matsumoto and T. Nishimura (1998), seeded as there.
 */
import type { RandomStream } from "../../base/random";
import { streamFor } from "./making";
import { wholeIn, type Given } from "./operation";

const WORDS = 624;
const MIDDLE = 397;

export class RandomState {
  private readonly words = new Int32Array(WORDS);
  private next = WORDS;

  /** A whole number from 0 to below 2³². */
  constructor(seed: number) {
    let word = seed | 0;
    for (let i = 0; i < WORDS; i++) {
      this.words[i] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i + 1) | 0;
    }
  }

  /** 0 … count−1 in random order. */
  permutation(count: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: count }, (_, i) => i));
  }

  /** Puts things in a random order where they lie. */
  shuffle<T extends Uint32Array | number[]>(things: T): T {
    for (let i = things.length - 1; i > 0; i--) {
      const j = this.upTo(i);
      const held = things[i]!;
      things[i] = things[j]!;
      things[j] = held;
    }
    return things;
  }

  /** A whole number from 0 to `most`: numbers of as many bits are drawn until one is not larger. */
  private upTo(most: number): number {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const value = (this.bits() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  private bits(): number {
    if (this.next === WORDS) this.twist();
    let x = this.words[this.next++]!;
    x ^= x >>> 11;
    x ^= (x << 7) & 0x9d2c5680;
    x ^= (x << 15) & 0xefc60000;
    return x ^ (x >>> 18);
  }

  private twist(): void {
    const { words } = this;
    for (let i = 0; i < WORDS; i++) {
      const joined = (words[i]! & 0x80000000) | (words[(i + 1) % WORDS]! & 0x7fffffff);
      words[i] = words[(i + MIDDLE) % WORDS]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }
}

/** Where orders come from. */
export type Orders = Pick<RandomStream, "permutation">;

/** As the program's `random_state` says; where it says none, Python's would be another each time, and ours is noted to be of its own. */
export function ordersFor(given: Given, note: string): Orders {
  const state = wholeIn(given.settings, "state");
  if (state !== undefined) return new RandomState(state);
  given.context.note(note);
  return streamFor(given);
}

import { mixKeys, randomBits } from "../base/random";
import { defineOp, sizeOf, type Value } from "./op";

/** Numbers that one block of a mask speaks of: a bit of 8 words each. */
export const MASK_BLOCK = 256;

/**
 * Which of `count` numbers the layer's random stream keeps, one bit each; the stream is keyed by layer and step. Number n of a block has bit
 * 31 − ⌊n / 8⌋ of word n mod 8: eight neighbours come from eight words at the same bit.
 */
const draw = defineOp<"step", { readonly rate: number; readonly key: number; readonly count: number }>({
  name: "dropoutMask",
  shape: (_, { count }) => [8 * Math.ceil(count / MASK_BLOCK)],
  reference(mask, { step }, { rate, key }) {
    const stream = mixKeys(key, step.data[0]!);
    const dropBelow = dropThreshold(rate);
    mask.data.fill(0);
    for (let i = 0; i < 32 * mask.data.length; i++)
      if (randomBits(stream, i) >= dropBelow) mask.data[wordOf(i)]! += 2 ** bitOf(i);
  },
  gradient: { step: "none" },
});

const wordOf = (i: number): number => 8 * Math.floor(i / MASK_BLOCK) + (i % 8);
const bitOf = (i: number): number => 31 - (Math.floor(i / 8) % 32);

/** Whether a mask keeps number i. */
export const keeps = (mask: Float64Array, i: number): boolean => Math.floor(mask[wordOf(i)]! / 2 ** bitOf(i)) % 2 === 1;

/** y = x / (1 − rate) where the mask keeps the value, else 0. */
const op = defineOp<"x" | "mask", { readonly rate: number }>({
  name: "dropout",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x, mask }, { rate }) {
    for (let i = 0; i < y.data.length; i++) y.data[i] = keeps(mask.data, i) ? x.data[i]! / (1 - rate) : 0;
  },
  gradient: {
    x: (dy, { mask }, y): Value => op({ x: dy, mask }, y.attrs as { rate: number }),
    mask: "none",
  },
});

/** Bits below this are dropped: a share of `rate` of all. */
export const dropThreshold = (rate: number): number => Math.min(2 ** 32 - 1, Math.round(rate * 2 ** 32));

export function dropout(x: Value, rate: number, random: { readonly key: number; readonly step: Value }): Value {
  if (rate === 0) return x;
  const mask = draw({ step: random.step }, { rate, key: random.key, count: sizeOf(x.shape) });
  return op({ x, mask }, { rate });
}

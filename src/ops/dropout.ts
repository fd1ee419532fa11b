import { mixKeys, randomBits } from "../base/random";
import { defineOp, type Value } from "./op";

/** y = x / (1 − rate) where the layer's random stream keeps the value, else 0. The stream is keyed by layer and step. */
const op = defineOp<"x" | "step", { readonly rate: number; readonly key: number }>({
  name: "dropout",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x, step }, { rate, key }) {
    const stream = mixKeys(key, step.data[0]!);
    const dropBelow = dropThreshold(rate);
    for (let i = 0; i < y.data.length; i++)
      y.data[i] = randomBits(stream, i) >= dropBelow ? x.data[i]! / (1 - rate) : 0;
  },
  // The same call: the mask is drawn again instead of being kept.
  gradient: {
    x: (dy, { step }, y): Value => op({ x: dy, step }, y.attrs as { rate: number; key: number }),
    step: "none",
  },
});

/** Bits below this are dropped: a share of `rate` of all. */
export const dropThreshold = (rate: number): number => Math.min(2 ** 32 - 1, Math.round(rate * 2 ** 32));

export const dropout = (x: Value, rate: number, random: { readonly key: number; readonly step: Value }): Value =>
  rate === 0 ? x : op({ x, step: random.step }, { rate, key: random.key });

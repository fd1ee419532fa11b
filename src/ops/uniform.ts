import { mixKeys, randomBits } from "../base/random";
import { defineOp, type Sizes, type Value } from "./op";

/** y = numbers between 0 and 1, 1 left out, from a layer's random stream, keyed by layer and step. */
const op = defineOp<"step", { readonly to: Sizes; readonly key: number }>({
  name: "uniform",
  shape: (_, { to }) => to,
  reference(y, { step }, { key }) {
    const stream = mixKeys(key, step.data[0]!);
    for (let i = 0; i < y.data.length; i++) y.data[i] = (randomBits(stream, i) >>> 8) * 2 ** -24;
  },
  gradient: { step: "none" },
});

export const uniform = (shape: Sizes, random: { readonly key: number; readonly step: Value }): Value =>
  op({ step: random.step }, { to: shape, key: random.key });

/** Numbers like these, but drawn now and kept for all steps. */
export const drawnOnce = (count: number, { key }: { readonly key: number }): readonly number[] =>
  Array.from({ length: count }, (_, i) => (randomBits(mixKeys(key), i) >>> 8) * 2 ** -24);

import { mixKeys, randomBits } from "../base/random";
import { defineOp, type Sizes, type Value } from "./op";

/** y = numbers of the standard normal distribution from a layer's random stream, keyed by layer and step. Box & Muller 1958. */
const op = defineOp<"step", { readonly to: Sizes; readonly key: number }>({
  name: "gaussian",
  shape: (_, { to }) => to,
  reference(y, { step }, { key }) {
    const stream = mixKeys(key, step.data[0]!);
    for (let i = 0; i < y.data.length; i++) {
      const radius = Math.sqrt(-2 * Math.log(((randomBits(stream, 2 * i) >>> 8) + 1) / 2 ** 24));
      y.data[i] = radius * Math.cos(2 * Math.PI * ((randomBits(stream, 2 * i + 1) >>> 8) / 2 ** 24));
    }
  },
  gradient: { step: "none" },
});

export const gaussian = (shape: Sizes, random: { readonly key: number; readonly step: Value }): Value =>
  op({ step: random.step }, { to: shape, key: random.key });

import { broadcastTo } from "../ops/broadcast";
import { reshape } from "../ops/reshape";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { size } from "./param";

export const repeatVector = defineLayer({
  type: "RepeatVector",
  docs: "The same vector `n` times: (batch, features) becomes (batch, n, features).",
  params: { n: size("How often.") },
  arity: "one",
  traits: () => ["rearranges"],
  shape: ([x], { n }) =>
    x.length === 2 ? [x[0]!, n, x[1]!] : new ShapeError(`needs 2 axes (batch, features); its input has ${x.length}`),
  weights: noWeights,
  lower([x], { n }) {
    const [batch, features] = x.shape as readonly [number, number];
    return broadcastTo(reshape(x, [batch, 1, features]), [batch, n as number, features]);
  },
});

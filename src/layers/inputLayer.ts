import { defineLayer, noWeights } from "./layer";
import { int, optional, sizes } from "./param";

export const inputLayer = defineLayer({
  type: "InputLayer",
  aliases: ["Input"],
  docs: "Where data enters the model. `shape` is the shape of one sample, without the batch.",
  params: {
    shape: optional(sizes("Shape of one sample, without the batch; `None` is a free size.")),
    batch_size: optional(int("A fixed batch size; usually left out.", { min: 1 })),
    batch_shape: optional(sizes("The whole shape, batch included; instead of `shape`.")),
  },
  arity: "none",
  traits: () => ["input"],
  shape(_, { shape, batch_size, batch_shape }) {
    const whole = batch_shape ?? [batch_size, ...(shape ?? [])];
    return whole;
  },
  weights: noWeights,
  lower: ([x]) => x,
});

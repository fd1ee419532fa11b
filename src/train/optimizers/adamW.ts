import { float } from "../../layers/param";
import { adam } from "./adam";
import { defineOptimizer } from "./optimizer";

export const adamW = defineOptimizer({
  ...adam,
  name: "AdamW",
  docs: "Adam with weight decay that does not go through the gradient (Loshchilov & Hutter 2019).",
  params: {
    ...adam.params,
    weight_decay: float("Each step takes this share times the learning rate off every weight.", {
      min: 0,
      default: 0.004,
    }),
  },
});

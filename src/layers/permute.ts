import { transpose } from "../ops/transpose";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { axes } from "./param";

export const permute = defineLayer({
  type: "Permute",
  docs: "The axes of a sample in another order, counted from 1.",
  params: { dims: axes("The order: output axis i is input axis `dims[i - 1]`.", undefined) },
  arity: "one",
  traits: () => ["rearranges"],
  shape([x], { dims }) {
    const sorted = [...dims].sort((a, b) => a - b);
    if (dims.length !== x.length - 1 || sorted.some((dim, i) => dim !== i + 1))
      return new ShapeError(`needs each number from 1 to ${x.length - 1} once; dims is (${dims.join(", ")})`);
    return [x[0] ?? null, ...dims.map((dim) => x[dim]!)];
  },
  weights: noWeights,
  lower: ([x], { dims }) => transpose(x, [0, ...dims]),
});

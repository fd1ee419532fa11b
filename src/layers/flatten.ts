import { product } from "../model/shape";
import { sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { dataFormat } from "./families/spatial";
import { defineLayer, noWeights } from "./layer";

export const flatten = defineLayer({
  type: "Flatten",
  docs: "All values of a sample in one row: (batch, height, width, channels) becomes (batch, height · width · channels).",
  params: { data_format: dataFormat() },
  arity: "one",
  texts: "passes",
  traits: () => ["rearranges"],
  shape: ([x]) => [x[0] ?? null, product(x.slice(1))],
  weights: noWeights,
  lower([x], { data_format }) {
    const rank = x.shape.length;
    // As Keras: with channels first, the row is laid out as if the channels were last.
    const channelsLast = data_format === "channels_first" && rank > 2;
    const ordered = channelsLast ? transpose(x, [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]) : x;
    return reshape(ordered, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  },
});

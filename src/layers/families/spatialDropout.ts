/** What the dropouts of whole channels share. */
import { multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { dropout } from "../../ops/dropout";
import { constant } from "../../ops/op";
import { defineLayer, noWeights, ShapeError } from "../layer";
import { float, int, optional } from "../param";
import { dataFormat, placesOf, type Rank, layoutTraits } from "./spatial";

export const spatialDropout = ({ type, rank, what }: { type: string; rank: Rank; what: string }) =>
  defineLayer({
    type,
    docs: `While training, sets a share \`rate\` of all ${what} to 0, each as a whole, and scales the others by \`1 / (1 − rate)\`.`,
    params: {
      rate: float("Share of the channels to drop.", { min: 0, max: 1 }),
      // Keras has none for sequences
      data_format: dataFormat(rank),
      seed: optional(int("Starts the random stream.")),
    },
    arity: "one",
    mask: "passes",
    traits: ({ rate, data_format }) => [
      "keeps-channels",
      "passes-scale",
      ...(rate > 0 ? (["drops", "random"] as const) : (["passes-shift"] as const)),
      ...layoutTraits(data_format),
    ],
    shape([x], { data_format }) {
      const places = placesOf(x, rank, data_format);
      return places instanceof ShapeError ? places : x;
    },
    weights: noWeights,
    lower([x], { rate, data_format }, _, step) {
      if (!step.training || rate === 0) return x;
      const channelAxis = data_format === "channels_first" ? 1 : rank + 1;
      const shape = x.shape.map((size, axis) => (axis === 0 || axis === channelAxis ? size : 1));
      return multiply(x, broadcastTo(dropout(constant(1, shape), rate, step.random()), x.shape));
    },
  });

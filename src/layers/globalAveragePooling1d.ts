import { divide, multiply } from "../ops/binary";
import { broadcastTo, sumTo } from "../ops/broadcast";
import { globalAveragePool } from "../ops/globalPool";
import type { Value } from "../ops/op";
import { repeatColumns, sumColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { globalPooling } from "./families/globalPooling";

/** The mean over the steps whose mask is 1. */
function meanOfSteps(x: Value, mask: Value): Value {
  const [batch, steps, channels] = x.shape as readonly [number, number, number];
  const kept = multiply(x, broadcastTo(reshape(mask, [batch, steps, 1]), x.shape));
  const sums = reshape(sumTo(kept, [batch, 1, channels]), [batch, channels]);
  return divide(sums, repeatColumns(sumColumns(mask), channels));
}

export const globalAveragePooling1d = globalPooling({
  type: "GlobalAveragePooling1D",
  alias: "GlobalAvgPool1D",
  rank: 1,
  docs: "The mean of each channel over the whole sequence.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  pool: globalAveragePool,
  poolMasked: meanOfSteps,
});

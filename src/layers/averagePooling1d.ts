import { averagePool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const averagePooling1d = pooling({
  type: "AveragePooling1D",
  aliases: ["AvgPool1D"],
  rank: 1,
  docs: "Takes the mean of each window, channel by channel: a shorter sequence.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  poolSize: undefined,
  pool: averagePool2d,
});

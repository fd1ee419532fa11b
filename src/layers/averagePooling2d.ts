import { averagePool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const averagePooling2d = pooling({
  type: "AveragePooling2D",
  aliases: ["AvgPool2D"],
  rank: 2,
  docs: "Takes the mean of each window, channel by channel: a smaller image.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  poolSize: undefined,
  pool: averagePool2d,
});

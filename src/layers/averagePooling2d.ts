import { averagePool2d } from "../ops/pool2d";
import { pooling2d } from "./families/pooling2d";

export const averagePooling2d = pooling2d({
  type: "AveragePooling2D",
  aliases: ["AvgPool2D"],
  docs: "Takes the mean of each window, channel by channel: a smaller image.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  poolSize: undefined,
  pool: averagePool2d,
});

import { maxPool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const maxPooling2d = pooling({
  type: "MaxPooling2D",
  aliases: ["MaxPool2D"],
  rank: 2,
  docs: "Keeps the largest value of each window, channel by channel: a smaller image.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  poolSize: [2, 2],
  pool: maxPool2d,
});

import { maxPool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const maxPooling1d = pooling({
  type: "MaxPooling1D",
  aliases: ["MaxPool1D"],
  rank: 1,
  docs: "Keeps the largest value of each window, channel by channel: a shorter sequence.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  poolSize: 2,
  pool: maxPool2d,
});

import { maxPool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const maxPooling3d = pooling({
  type: "MaxPooling3D",
  aliases: ["MaxPool3D"],
  rank: 3,
  docs: "Keeps the largest value of each window, channel by channel: a smaller volume.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  poolSize: [2, 2, 2],
  pool: maxPool2d,
});

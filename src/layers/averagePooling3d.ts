import { averagePool2d } from "../ops/pool2d";
import { pooling } from "./families/pooling";

export const averagePooling3d = pooling({
  type: "AveragePooling3D",
  aliases: ["AvgPool3D"],
  rank: 3,
  docs: "Takes the mean of each window, channel by channel: a smaller volume.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  poolSize: undefined,
  pool: averagePool2d,
});

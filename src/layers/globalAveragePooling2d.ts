import { globalAveragePool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalAveragePooling2d = globalPooling({
  type: "GlobalAveragePooling2D",
  alias: "GlobalAvgPool2D",
  rank: 2,
  docs: "The mean of each channel over the whole image.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  pool: globalAveragePool,
});

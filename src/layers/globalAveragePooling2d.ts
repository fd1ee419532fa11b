import { globalAveragePool } from "../ops/globalPool";
import { globalPooling2d } from "./families/globalPooling2d";

export const globalAveragePooling2d = globalPooling2d(
  "GlobalAveragePooling2D",
  "GlobalAvgPool2D",
  "The mean of each channel over the whole image.",
  ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  globalAveragePool,
);

import { globalMaxPool } from "../ops/globalPool";
import { globalPooling2d } from "./families/globalPooling2d";

export const globalMaxPooling2d = globalPooling2d(
  "GlobalMaxPooling2D",
  "GlobalMaxPool2D",
  "The largest value of each channel over the whole image.",
  ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  globalMaxPool,
);

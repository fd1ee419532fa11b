import { globalMaxPool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalMaxPooling2d = globalPooling({
  type: "GlobalMaxPooling2D",
  alias: "GlobalMaxPool2D",
  rank: 2,
  docs: "The largest value of each channel over the whole image.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  pool: globalMaxPool,
});

import { globalMaxPool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalMaxPooling1d = globalPooling({
  type: "GlobalMaxPooling1D",
  alias: "GlobalMaxPool1D",
  rank: 1,
  docs: "The largest value of each channel over the whole sequence.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  pool: globalMaxPool,
});

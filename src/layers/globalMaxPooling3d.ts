import { globalMaxPool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalMaxPooling3d = globalPooling({
  type: "GlobalMaxPooling3D",
  alias: "GlobalMaxPool3D",
  rank: 3,
  docs: "The largest value of each channel over the whole volume.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale", "nonlinear"],
  pool: globalMaxPool,
});

import { globalAveragePool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalAveragePooling3d = globalPooling({
  type: "GlobalAveragePooling3D",
  alias: "GlobalAvgPool3D",
  rank: 3,
  docs: "The mean of each channel over the whole volume.",
  traits: ["pools", "keeps-channels", "passes-shift", "passes-scale"],
  pool: globalAveragePool,
});

import { globalAveragePool } from "../ops/globalPool";
import { globalPooling } from "./families/globalPooling";

export const globalAveragePooling1d = globalPooling({
  type: "GlobalAveragePooling1D",
  alias: "GlobalAvgPool1D",
  rank: 1,
  docs: "The mean of each channel over the whole sequence.",
  traits: ["pools", "keeps-channels"],
  pool: globalAveragePool,
});

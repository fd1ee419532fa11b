import { upSampling } from "./families/upSampling";

export const upSampling1d = upSampling({
  type: "UpSampling1D",
  rank: 1,
  docs: "Makes a sequence larger by repeating each step.",
});

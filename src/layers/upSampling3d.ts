import { upSampling } from "./families/upSampling";

export const upSampling3d = upSampling({
  type: "UpSampling3D",
  rank: 3,
  docs: "Makes a volume larger by repeating each place.",
});

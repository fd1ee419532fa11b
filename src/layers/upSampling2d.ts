import { upSampling } from "./families/upSampling";

export const upSampling2d = upSampling({
  type: "UpSampling2D",
  rank: 2,
  docs: "Makes an image larger by repeating each pixel, or by interpolation.",
});

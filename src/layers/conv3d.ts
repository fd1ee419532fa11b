import { convolution } from "./families/convolution";

export const conv3d = convolution({
  type: "Conv3D",
  alias: "Convolution3D",
  rank: 3,
  docs: "3D convolution: slides `filters` kernels over the volume and gives one channel for each.",
});

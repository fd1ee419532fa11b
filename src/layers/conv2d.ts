import { convolution } from "./families/convolution";

export const conv2d = convolution({
  type: "Conv2D",
  alias: "Convolution2D",
  rank: 2,
  docs: "2D convolution: slides `filters` kernels over the image and gives one channel for each.",
});

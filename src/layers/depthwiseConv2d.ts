import { depthwiseConvolution } from "./families/depthwiseConvolution";

export const depthwiseConv2d = depthwiseConvolution({
  type: "DepthwiseConv2D",
  rank: 2,
  docs: "2D convolution of every channel by itself, with `depth_multiplier` kernels for each.",
});

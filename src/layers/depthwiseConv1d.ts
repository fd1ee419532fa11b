import { depthwiseConvolution } from "./families/depthwiseConvolution";

export const depthwiseConv1d = depthwiseConvolution({
  type: "DepthwiseConv1D",
  rank: 1,
  docs: "1D convolution of every channel by itself, with `depth_multiplier` kernels for each.",
});

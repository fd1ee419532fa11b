import { separableConvolution } from "./families/separableConvolution";

export const separableConv2d = separableConvolution({
  type: "SeparableConv2D",
  alias: "SeparableConvolution2D",
  rank: 2,
  docs: "2D convolution in two steps: first every channel by itself, then all channels at each place. Fewer parameters than Conv2D.",
});

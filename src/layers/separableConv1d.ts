import { separableConvolution } from "./families/separableConvolution";

export const separableConv1d = separableConvolution({
  type: "SeparableConv1D",
  alias: "SeparableConvolution1D",
  rank: 1,
  docs: "1D convolution in two steps: first every channel by itself, then all channels at each place. Fewer parameters than Conv1D.",
});

import { transposedConvolution } from "./families/transposedConvolution";

export const conv1dTranspose = transposedConvolution({
  type: "Conv1DTranspose",
  alias: "Convolution1DTranspose",
  rank: 1,
  docs: "Transposed 1D convolution: every step of the input adds a window to a larger output. It enlarges what a convolution made smaller.",
});

import { transposedConvolution } from "./families/transposedConvolution";

export const conv2dTranspose = transposedConvolution({
  type: "Conv2DTranspose",
  alias: "Convolution2DTranspose",
  rank: 2,
  docs: "Transposed 2D convolution: every pixel of the input adds a window to a larger output. It enlarges what a convolution made smaller.",
});

import { transposedConvolution } from "./families/transposedConvolution";

export const conv3dTranspose = transposedConvolution({
  type: "Conv3DTranspose",
  alias: "Convolution3DTranspose",
  rank: 3,
  docs: "Transposed 3D convolution: every place of the input adds a window to a larger output. It enlarges what a convolution made smaller.",
});

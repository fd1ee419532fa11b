import { convolution } from "./families/convolution";

export const conv1d = convolution({
  type: "Conv1D",
  alias: "Convolution1D",
  rank: 1,
  docs: "1D convolution: slides `filters` kernels over the sequence and gives one channel for each.",
});

import { convLstm } from "./families/convLstm";

export const convLstm1d = convLstm(
  "ConvLSTM1D",
  1,
  "An LSTM whose products are 1D convolutions: reads sequences of sequences (Shi et al. 2015).",
);

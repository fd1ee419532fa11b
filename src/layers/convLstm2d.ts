import { convLstm } from "./families/convLstm";

export const convLstm2d = convLstm(
  "ConvLSTM2D",
  2,
  "An LSTM whose products are 2D convolutions: reads films (Shi et al. 2015).",
);

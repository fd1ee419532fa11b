import { convLstm } from "./families/convLstm";

export const convLstm3d = convLstm(
  "ConvLSTM3D",
  3,
  "An LSTM whose products are 3D convolutions: reads sequences of volumes (Shi et al. 2015).",
);

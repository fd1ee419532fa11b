import { recurrent } from "./families/recurrent";

export const gru = recurrent(
  "gru",
  "GRU",
  "Reads a sequence step by step with a state that gates renew or keep (Cho et al. 2014): simpler than LSTM.",
);

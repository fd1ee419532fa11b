import { recurrent } from "./families/recurrent";

export const simpleRnn = recurrent(
  "simple",
  "SimpleRNN",
  "Reads a sequence step by step: `h = activation(x·kernel + h·recurrent_kernel + bias)`. What lies far back fades; LSTM and GRU remember longer.",
);

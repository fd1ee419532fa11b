import { recurrent } from "./families/recurrent";

export const lstm = recurrent(
  "lstm",
  "LSTM",
  "Reads a sequence step by step with a memory that gates write, keep and read (Hochreiter & Schmidhuber 1997).",
);

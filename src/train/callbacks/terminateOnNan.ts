import { bool } from "../../layers/param";
import { defineCallback } from "./callback";

export const terminateOnNan = defineCallback({
  name: "TerminateOnNaN",
  docs: "Ends the training when the loss is not a number. Every training here does.",
  params: { raise_error: bool("End the program too.", false) },
  initial: {},
});

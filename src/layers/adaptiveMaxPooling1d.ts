import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveMaxPooling1d = adaptivePooling({
  type: "AdaptiveMaxPooling1D",
  rank: 1,
  docs: "The largest value of windows as large as needed for an output of the size given, channel by channel, of a sequence.",
  kind: "max",
});

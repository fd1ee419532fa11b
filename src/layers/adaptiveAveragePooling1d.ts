import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveAveragePooling1d = adaptivePooling({
  type: "AdaptiveAveragePooling1D",
  rank: 1,
  docs: "The mean of windows as large as needed for an output of the size given, channel by channel, of a sequence.",
  kind: "average",
});

import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveAveragePooling2d = adaptivePooling({
  type: "AdaptiveAveragePooling2D",
  rank: 2,
  docs: "The mean of windows as large as needed for an output of the size given, channel by channel, of an image.",
  kind: "average",
});

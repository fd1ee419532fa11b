import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveMaxPooling2d = adaptivePooling({
  type: "AdaptiveMaxPooling2D",
  rank: 2,
  docs: "The largest value of windows as large as needed for an output of the size given, channel by channel, of an image.",
  kind: "max",
});

import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveMaxPooling3d = adaptivePooling({
  type: "AdaptiveMaxPooling3D",
  rank: 3,
  docs: "The largest value of windows as large as needed for an output of the size given, channel by channel, of a volume.",
  kind: "max",
});

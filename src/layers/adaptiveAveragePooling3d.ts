import { adaptivePooling } from "./families/adaptivePooling";

export const adaptiveAveragePooling3d = adaptivePooling({
  type: "AdaptiveAveragePooling3D",
  rank: 3,
  docs: "The mean of windows as large as needed for an output of the size given, channel by channel, of a volume.",
  kind: "average",
});

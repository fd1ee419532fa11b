/** Every hint. Adding one is a file and a line here. */
import { axisNotChannels } from "./axisNotChannels";
import { biasBeforeNormalization } from "./biasBeforeNormalization";
import { channelsFirstAxis } from "./channelsFirstAxis";
import { deepWithoutNormalization } from "./deepWithoutNormalization";
import { dropoutBeforeNormalization } from "./dropoutBeforeNormalization";
import type { Hint } from "./hint";
import { normalizationAfterActivation } from "./normalizationAfterActivation";
import { normalizationOnOutput } from "./normalizationOnOutput";
import { staleMovingStatistics } from "./staleMovingStatistics";

export const hints: readonly Hint[] = [
  axisNotChannels,
  biasBeforeNormalization,
  channelsFirstAxis,
  deepWithoutNormalization,
  dropoutBeforeNormalization,
  normalizationAfterActivation,
  normalizationOnOutput,
  staleMovingStatistics,
];

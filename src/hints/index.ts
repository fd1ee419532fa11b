/** Every hint. Adding one is a file and a line here. */
import { axisNotChannels } from "./axisNotChannels";
import { batchOfOne } from "./batchOfOne";
import { biasBeforeNormalization } from "./biasBeforeNormalization";
import { channelsFirstAxis } from "./channelsFirstAxis";
import { deepWithoutNormalization } from "./deepWithoutNormalization";
import { dropoutBeforeNormalization } from "./dropoutBeforeNormalization";
import type { Hint } from "./hint";
import { linearLayersInARow } from "./linearLayersInARow";
import { lossAndActivation } from "./lossAndActivation";
import { lossOfOneOutput } from "./lossOfOneOutput";
import { momentumFromPytorch } from "./momentumFromPytorch";
import { momentumOutOfRange } from "./momentumOutOfRange";
import { normalizationAfterActivation } from "./normalizationAfterActivation";
import { normalizationOfProbabilities } from "./normalizationOfProbabilities";
import { normalizationOnOutput } from "./normalizationOnOutput";
import { normalizationTwice } from "./normalizationTwice";
import { predictsWithBatch } from "./predictsWithBatch";
import { probabilitiesTwice } from "./probabilitiesTwice";
import { softmaxOfOne } from "./softmaxOfOne";
import { staleMovingStatistics } from "./staleMovingStatistics";
import { statisticsNeverLearned } from "./statisticsNeverLearned";

export const hints: readonly Hint[] = [
  axisNotChannels,
  batchOfOne,
  biasBeforeNormalization,
  channelsFirstAxis,
  deepWithoutNormalization,
  dropoutBeforeNormalization,
  linearLayersInARow,
  lossAndActivation,
  lossOfOneOutput,
  momentumFromPytorch,
  momentumOutOfRange,
  normalizationAfterActivation,
  normalizationOfProbabilities,
  normalizationOnOutput,
  normalizationTwice,
  predictsWithBatch,
  probabilitiesTwice,
  softmaxOfOne,
  staleMovingStatistics,
  statisticsNeverLearned,
];

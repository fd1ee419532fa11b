/** Every hint. Adding one is a file and a line here. */
import { axisNotChannels } from "./axisNotChannels";
import { batchOfOne } from "./batchOfOne";
import { biasBeforeNormalization } from "./biasBeforeNormalization";
import { centerNotNeeded } from "./centerNotNeeded";
import { channelsFirstAxis } from "./channelsFirstAxis";
import { deepWithoutNormalization } from "./deepWithoutNormalization";
import { dropoutBeforeNormalization } from "./dropoutBeforeNormalization";
import { dropoutOnOutput } from "./dropoutOnOutput";
import { dropoutWithNormalization } from "./dropoutWithNormalization";
import { factorOfZero } from "./factorOfZero";
import { flattenBeforeNormalization } from "./flattenBeforeNormalization";
import type { Hint } from "./hint";
import { largeLearningRate } from "./largeLearningRate";
import { linearLayersInARow } from "./linearLayersInARow";
import { linearRegime } from "./linearRegime";
import { lossAndActivation } from "./lossAndActivation";
import { lossOfOneOutput } from "./lossOfOneOutput";
import { momentumFromPytorch } from "./momentumFromPytorch";
import { momentumOutOfRange } from "./momentumOutOfRange";
import { normalizationAfterActivation } from "./normalizationAfterActivation";
import { normalizationOfProbabilities } from "./normalizationOfProbabilities";
import { normalizationOnOutput } from "./normalizationOnOutput";
import { normalizationTwice } from "./normalizationTwice";
import { normalizationWithoutInput } from "./normalizationWithoutInput";
import { penaltyBeforeNormalization } from "./penaltyBeforeNormalization";
import { predictsWithBatch } from "./predictsWithBatch";
import { probabilitiesTwice } from "./probabilitiesTwice";
import { scaleNotNeeded } from "./scaleNotNeeded";
import { seluWithNormalization } from "./seluWithNormalization";
import { sharedNormalization } from "./sharedNormalization";
import { slowLearningRate } from "./slowLearningRate";
import { smallBatch } from "./smallBatch";
import { softmaxOfOne } from "./softmaxOfOne";
import { staleMovingStatistics } from "./staleMovingStatistics";
import { statisticsNeverLearned } from "./statisticsNeverLearned";

export const hints: readonly Hint[] = [
  axisNotChannels,
  batchOfOne,
  biasBeforeNormalization,
  centerNotNeeded,
  channelsFirstAxis,
  deepWithoutNormalization,
  dropoutBeforeNormalization,
  dropoutOnOutput,
  dropoutWithNormalization,
  factorOfZero,
  flattenBeforeNormalization,
  largeLearningRate,
  linearLayersInARow,
  linearRegime,
  lossAndActivation,
  lossOfOneOutput,
  momentumFromPytorch,
  momentumOutOfRange,
  normalizationAfterActivation,
  normalizationOfProbabilities,
  normalizationOnOutput,
  normalizationTwice,
  normalizationWithoutInput,
  penaltyBeforeNormalization,
  predictsWithBatch,
  probabilitiesTwice,
  scaleNotNeeded,
  seluWithNormalization,
  sharedNormalization,
  slowLearningRate,
  smallBatch,
  softmaxOfOne,
  staleMovingStatistics,
  statisticsNeverLearned,
];

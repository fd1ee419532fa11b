/** Every hint. Adding one is a file and a line here. */
import { argumentOfOldKeras } from "./argumentOfOldKeras";
import { axisNotChannels } from "./axisNotChannels";
import { batchOfOne } from "./batchOfOne";
import { biasBeforeNormalization } from "./biasBeforeNormalization";
import { centerNotNeeded } from "./centerNotNeeded";
import { channelsFirstAxis } from "./channelsFirstAxis";
import { deepWithoutNormalization } from "./deepWithoutNormalization";
import { dropoutBeforeNormalization } from "./dropoutBeforeNormalization";
import { dropoutOnOutput } from "./dropoutOnOutput";
import { dropoutWithNormalization } from "./dropoutWithNormalization";
import { epsilonFromPytorch } from "./epsilonFromPytorch";
import { epsilonOutOfRange } from "./epsilonOutOfRange";
import { factorOfZero } from "./factorOfZero";
import { fineTuningMovesStatistics } from "./fineTuningMovesStatistics";
import { flattenBeforeNormalization } from "./flattenBeforeNormalization";
import { foldForInference } from "./foldForInference";
import { frozenInOldKeras } from "./frozenInOldKeras";
import { gradientPenaltyWithNormalization } from "./gradientPenaltyWithNormalization";
import { halfPrecisionStatistics } from "./halfPrecisionStatistics";
import type { Hint } from "./hint";
import { labelsAndLoss } from "./labelsAndLoss";
import { largeLearningRate } from "./largeLearningRate";
import { learningRateOutOfRange } from "./learningRateOutOfRange";
import { linearLayersInARow } from "./linearLayersInARow";
import { linearRegime } from "./linearRegime";
import { lossAndActivation } from "./lossAndActivation";
import { lossOfOneOutput } from "./lossOfOneOutput";
import { lostBranch } from "./lostBranch";
import { maskOfOneChannel } from "./maskOfOneChannel";
import { momentumFromPytorch } from "./momentumFromPytorch";
import { momentumOutOfRange } from "./momentumOutOfRange";
import { neighbourNormalization } from "./neighbourNormalization";
import { normalizationAfterActivation } from "./normalizationAfterActivation";
import { normalizationBehindRecurrent } from "./normalizationBehindRecurrent";
import { normalizationBesideAttention } from "./normalizationBesideAttention";
import { normalizationInDiscriminator } from "./normalizationInDiscriminator";
import { normalizationOfEachStep } from "./normalizationOfEachStep";
import { normalizationOfIdentifiers } from "./normalizationOfIdentifiers";
import { normalizationOfInputs } from "./normalizationOfInputs";
import { normalizationOfProbabilities } from "./normalizationOfProbabilities";
import { normalizationOnOutput } from "./normalizationOnOutput";
import { normalizationTwice } from "./normalizationTwice";
import { normalizationWithoutInput } from "./normalizationWithoutInput";
import { penaltyBeforeNormalization } from "./penaltyBeforeNormalization";
import { penaltyOnNormalization } from "./penaltyOnNormalization";
import { predictsWithBatch } from "./predictsWithBatch";
import { probabilitiesTwice } from "./probabilitiesTwice";
import { renormalizationUnbounded } from "./renormalizationUnbounded";
import { scaleNotNeeded } from "./scaleNotNeeded";
import { seluWithNormalization } from "./seluWithNormalization";
import { sharedNormalization } from "./sharedNormalization";
import { slowLearningRate } from "./slowLearningRate";
import { smallBatch } from "./smallBatch";
import { softmaxOfOne } from "./softmaxOfOne";
import { staleMovingStatistics } from "./staleMovingStatistics";
import { startOfStatistics } from "./startOfStatistics";
import { statisticsNeverLearned } from "./statisticsNeverLearned";
import { statisticsOfEachReplica } from "./statisticsOfEachReplica";
import { throughOneNumber } from "./throughOneNumber";
import { trainableAfterFit } from "./trainableAfterFit";
import { tryNormalization } from "./tryNormalization";
import { unscaledInputs } from "./unscaledInputs";
import { unshuffledTraining } from "./unshuffledTraining";
import { unusedInput } from "./unusedInput";
import { unusedLayer } from "./unusedLayer";
import { validatesOnTraining } from "./validatesOnTraining";

export const hints: readonly Hint[] = [
  argumentOfOldKeras,
  axisNotChannels,
  batchOfOne,
  biasBeforeNormalization,
  centerNotNeeded,
  channelsFirstAxis,
  deepWithoutNormalization,
  dropoutBeforeNormalization,
  dropoutOnOutput,
  dropoutWithNormalization,
  epsilonFromPytorch,
  epsilonOutOfRange,
  factorOfZero,
  fineTuningMovesStatistics,
  flattenBeforeNormalization,
  foldForInference,
  frozenInOldKeras,
  gradientPenaltyWithNormalization,
  halfPrecisionStatistics,
  labelsAndLoss,
  largeLearningRate,
  learningRateOutOfRange,
  linearLayersInARow,
  linearRegime,
  lossAndActivation,
  lossOfOneOutput,
  lostBranch,
  maskOfOneChannel,
  momentumFromPytorch,
  momentumOutOfRange,
  neighbourNormalization,
  normalizationAfterActivation,
  normalizationBehindRecurrent,
  normalizationBesideAttention,
  normalizationInDiscriminator,
  normalizationOfEachStep,
  normalizationOfIdentifiers,
  normalizationOfInputs,
  normalizationOfProbabilities,
  normalizationOnOutput,
  normalizationTwice,
  normalizationWithoutInput,
  penaltyBeforeNormalization,
  penaltyOnNormalization,
  predictsWithBatch,
  probabilitiesTwice,
  renormalizationUnbounded,
  scaleNotNeeded,
  seluWithNormalization,
  sharedNormalization,
  slowLearningRate,
  smallBatch,
  softmaxOfOne,
  staleMovingStatistics,
  startOfStatistics,
  statisticsNeverLearned,
  statisticsOfEachReplica,
  throughOneNumber,
  trainableAfterFit,
  tryNormalization,
  unscaledInputs,
  unshuffledTraining,
  unusedInput,
  unusedLayer,
  validatesOnTraining,
];

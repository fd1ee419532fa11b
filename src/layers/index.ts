/** Every layer the product knows. Adding one is a file and a line here. */
import { activation } from "./activation";
import { activityRegularization } from "./activityRegularization";
import { adaptiveAveragePooling1d } from "./adaptiveAveragePooling1d";
import { adaptiveAveragePooling2d } from "./adaptiveAveragePooling2d";
import { adaptiveAveragePooling3d } from "./adaptiveAveragePooling3d";
import { adaptiveMaxPooling1d } from "./adaptiveMaxPooling1d";
import { adaptiveMaxPooling2d } from "./adaptiveMaxPooling2d";
import { adaptiveMaxPooling3d } from "./adaptiveMaxPooling3d";
import { add } from "./add";
import { additiveAttention } from "./additiveAttention";
import { alphaDropout } from "./alphaDropout";
import { attention } from "./attention";
import { augMix } from "./augMix";
import { autoContrast } from "./autoContrast";
import { average } from "./average";
import { averagePooling1d } from "./averagePooling1d";
import { averagePooling2d } from "./averagePooling2d";
import { averagePooling3d } from "./averagePooling3d";
import { batchNormalization } from "./batchNormalization";
import { bidirectional } from "./bidirectional";
import { categoryEncoding } from "./categoryEncoding";
import { centerCrop } from "./centerCrop";
import { concatenate } from "./concatenate";
import { contrastLimitedAdaptiveHistogramEqualization } from "./contrastLimitedAdaptiveHistogramEqualization";
import { conv1d } from "./conv1d";
import { conv1dTranspose } from "./conv1dTranspose";
import { conv2d } from "./conv2d";
import { conv2dTranspose } from "./conv2dTranspose";
import { conv3d } from "./conv3d";
import { conv3dTranspose } from "./conv3dTranspose";
import { convLstm1d } from "./convLstm1d";
import { convLstm2d } from "./convLstm2d";
import { convLstm3d } from "./convLstm3d";
import { cropping1d } from "./cropping1d";
import { cropping2d } from "./cropping2d";
import { cropping3d } from "./cropping3d";
import { cutMix } from "./cutMix";
import { dense } from "./dense";
import { depthwiseConv1d } from "./depthwiseConv1d";
import { depthwiseConv2d } from "./depthwiseConv2d";
import { discretization } from "./discretization";
import { dot } from "./dot";
import { dropout } from "./dropout";
import { einsumDense } from "./einsumDense";
import { elu } from "./elu";
import { embedding } from "./embedding";
import { equalization } from "./equalization";
import { flatten } from "./flatten";
import { gaussianDropout } from "./gaussianDropout";
import { gaussianNoise } from "./gaussianNoise";
import { globalAveragePooling1d } from "./globalAveragePooling1d";
import { globalAveragePooling2d } from "./globalAveragePooling2d";
import { globalAveragePooling3d } from "./globalAveragePooling3d";
import { globalMaxPooling1d } from "./globalMaxPooling1d";
import { globalMaxPooling2d } from "./globalMaxPooling2d";
import { globalMaxPooling3d } from "./globalMaxPooling3d";
import { groupedQueryAttention } from "./groupedQueryAttention";
import { groupNormalization } from "./groupNormalization";
import { gru } from "./gru";
import { hashedCrossing } from "./hashedCrossing";
import { hashing } from "./hashing";
import { identity } from "./identity";
import { inputLayer } from "./inputLayer";
import { integerLookup } from "./integerLookup";
import type { AnyLayer } from "./layer";
import { layerNormalization } from "./layerNormalization";
import { leakyRelu } from "./leakyRelu";
import { lstm } from "./lstm";
import { masking } from "./masking";
import { maximum } from "./maximum";
import { maxPooling1d } from "./maxPooling1d";
import { maxPooling2d } from "./maxPooling2d";
import { maxPooling3d } from "./maxPooling3d";
import { melSpectrogram } from "./melSpectrogram";
import { minimum } from "./minimum";
import { mixUp } from "./mixUp";
import { multiHeadAttention } from "./multiHeadAttention";
import { multiply } from "./multiply";
import { normalization } from "./normalization";
import { permute } from "./permute";
import { prelu } from "./prelu";
import { randAugment } from "./randAugment";
import { randomBrightness } from "./randomBrightness";
import { randomColorDegeneration } from "./randomColorDegeneration";
import { randomColorJitter } from "./randomColorJitter";
import { randomContrast } from "./randomContrast";
import { randomCrop } from "./randomCrop";
import { randomElasticTransform } from "./randomElasticTransform";
import { randomErasing } from "./randomErasing";
import { randomFlip } from "./randomFlip";
import { randomGaussianBlur } from "./randomGaussianBlur";
import { randomGrayscale } from "./randomGrayscale";
import { randomHue } from "./randomHue";
import { randomInvert } from "./randomInvert";
import { randomPerspective } from "./randomPerspective";
import { randomPosterization } from "./randomPosterization";
import { randomRotation } from "./randomRotation";
import { randomSaturation } from "./randomSaturation";
import { randomSharpness } from "./randomSharpness";
import { randomShear } from "./randomShear";
import { randomTranslation } from "./randomTranslation";
import { randomZoom } from "./randomZoom";
import { relu } from "./relu";
import { repeatVector } from "./repeatVector";
import { rescaling } from "./rescaling";
import { reshape } from "./reshape";
import { resizing } from "./resizing";
import { reversibleEmbedding } from "./reversibleEmbedding";
import { rmsNormalization } from "./rmsNormalization";
import { rnn } from "./rnn";
import { separableConv1d } from "./separableConv1d";
import { separableConv2d } from "./separableConv2d";
import { simpleRnn } from "./simpleRnn";
import { softmax } from "./softmax";
import { solarization } from "./solarization";
import { spatialDropout1d } from "./spatialDropout1d";
import { spatialDropout2d } from "./spatialDropout2d";
import { spatialDropout3d } from "./spatialDropout3d";
import { spectralNormalization } from "./spectralNormalization";
import { stftSpectrogram } from "./stftSpectrogram";
import { stringLookup } from "./stringLookup";
import { subtract } from "./subtract";
import { ternaryDense } from "./ternaryDense";
import { textVectorization } from "./textVectorization";
import { thresholdedRelu } from "./thresholdedRelu";
import { timeDistributed } from "./timeDistributed";
import { unitNormalization } from "./unitNormalization";
import { upSampling1d } from "./upSampling1d";
import { upSampling2d } from "./upSampling2d";
import { upSampling3d } from "./upSampling3d";
import { zeroPadding1d } from "./zeroPadding1d";
import { zeroPadding2d } from "./zeroPadding2d";
import { zeroPadding3d } from "./zeroPadding3d";

export const layers: readonly AnyLayer[] = [
  activation,
  activityRegularization,
  adaptiveAveragePooling1d,
  adaptiveAveragePooling2d,
  adaptiveAveragePooling3d,
  adaptiveMaxPooling1d,
  adaptiveMaxPooling2d,
  adaptiveMaxPooling3d,
  add,
  additiveAttention,
  alphaDropout,
  attention,
  augMix,
  autoContrast,
  average,
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  batchNormalization,
  bidirectional,
  categoryEncoding,
  centerCrop,
  concatenate,
  contrastLimitedAdaptiveHistogramEqualization,
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  convLstm1d,
  convLstm2d,
  convLstm3d,
  cropping1d,
  cropping2d,
  cropping3d,
  cutMix,
  dense,
  depthwiseConv1d,
  depthwiseConv2d,
  discretization,
  dot,
  dropout,
  einsumDense,
  elu,
  embedding,
  equalization,
  flatten,
  gaussianDropout,
  gaussianNoise,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalAveragePooling3d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalMaxPooling3d,
  groupedQueryAttention,
  groupNormalization,
  gru,
  hashedCrossing,
  hashing,
  identity,
  inputLayer,
  integerLookup,
  layerNormalization,
  leakyRelu,
  lstm,
  masking,
  maximum,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  melSpectrogram,
  minimum,
  mixUp,
  multiHeadAttention,
  multiply,
  normalization,
  permute,
  prelu,
  randAugment,
  randomBrightness,
  randomColorDegeneration,
  randomColorJitter,
  randomContrast,
  randomCrop,
  randomElasticTransform,
  randomErasing,
  randomFlip,
  randomGaussianBlur,
  randomGrayscale,
  randomHue,
  randomInvert,
  randomPerspective,
  randomPosterization,
  randomRotation,
  randomSaturation,
  randomSharpness,
  randomShear,
  randomTranslation,
  randomZoom,
  relu,
  repeatVector,
  rescaling,
  reshape,
  resizing,
  reversibleEmbedding,
  rmsNormalization,
  rnn,
  separableConv1d,
  separableConv2d,
  simpleRnn,
  softmax,
  solarization,
  spatialDropout1d,
  spatialDropout2d,
  spatialDropout3d,
  spectralNormalization,
  stftSpectrogram,
  stringLookup,
  subtract,
  ternaryDense,
  textVectorization,
  thresholdedRelu,
  timeDistributed,
  unitNormalization,
  upSampling1d,
  upSampling2d,
  upSampling3d,
  zeroPadding1d,
  zeroPadding2d,
  zeroPadding3d,
];

/** By Keras's class name, aliases included. */
export const layerByType: ReadonlyMap<string, AnyLayer> = new Map(
  layers.flatMap((layer) => [layer.type, ...(layer.aliases ?? [])].map((type) => [type, layer] as const)),
);

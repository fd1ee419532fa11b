/** Every layer the product knows. Adding one is a file and a line here. */
import { activation } from "./activation";
import { activityRegularization } from "./activityRegularization";
import { add } from "./add";
import { alphaDropout } from "./alphaDropout";
import { average } from "./average";
import { averagePooling1d } from "./averagePooling1d";
import { averagePooling2d } from "./averagePooling2d";
import { averagePooling3d } from "./averagePooling3d";
import { batchNormalization } from "./batchNormalization";
import { concatenate } from "./concatenate";
import { conv1d } from "./conv1d";
import { conv1dTranspose } from "./conv1dTranspose";
import { conv2d } from "./conv2d";
import { conv2dTranspose } from "./conv2dTranspose";
import { conv3d } from "./conv3d";
import { conv3dTranspose } from "./conv3dTranspose";
import { cropping1d } from "./cropping1d";
import { cropping2d } from "./cropping2d";
import { cropping3d } from "./cropping3d";
import { dense } from "./dense";
import { depthwiseConv1d } from "./depthwiseConv1d";
import { depthwiseConv2d } from "./depthwiseConv2d";
import { dot } from "./dot";
import { dropout } from "./dropout";
import { einsumDense } from "./einsumDense";
import { elu } from "./elu";
import { embedding } from "./embedding";
import { flatten } from "./flatten";
import { gaussianDropout } from "./gaussianDropout";
import { gaussianNoise } from "./gaussianNoise";
import { globalAveragePooling1d } from "./globalAveragePooling1d";
import { globalAveragePooling2d } from "./globalAveragePooling2d";
import { globalAveragePooling3d } from "./globalAveragePooling3d";
import { globalMaxPooling1d } from "./globalMaxPooling1d";
import { globalMaxPooling2d } from "./globalMaxPooling2d";
import { globalMaxPooling3d } from "./globalMaxPooling3d";
import { groupNormalization } from "./groupNormalization";
import { identity } from "./identity";
import { inputLayer } from "./inputLayer";
import type { AnyLayer } from "./layer";
import { layerNormalization } from "./layerNormalization";
import { leakyRelu } from "./leakyRelu";
import { masking } from "./masking";
import { maximum } from "./maximum";
import { maxPooling1d } from "./maxPooling1d";
import { maxPooling2d } from "./maxPooling2d";
import { maxPooling3d } from "./maxPooling3d";
import { minimum } from "./minimum";
import { multiply } from "./multiply";
import { normalization } from "./normalization";
import { permute } from "./permute";
import { prelu } from "./prelu";
import { relu } from "./relu";
import { repeatVector } from "./repeatVector";
import { rescaling } from "./rescaling";
import { reshape } from "./reshape";
import { rmsNormalization } from "./rmsNormalization";
import { separableConv1d } from "./separableConv1d";
import { separableConv2d } from "./separableConv2d";
import { softmax } from "./softmax";
import { spatialDropout1d } from "./spatialDropout1d";
import { spatialDropout2d } from "./spatialDropout2d";
import { spatialDropout3d } from "./spatialDropout3d";
import { subtract } from "./subtract";
import { thresholdedRelu } from "./thresholdedRelu";
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
  add,
  alphaDropout,
  average,
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  batchNormalization,
  concatenate,
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  cropping1d,
  cropping2d,
  cropping3d,
  dense,
  depthwiseConv1d,
  depthwiseConv2d,
  dot,
  dropout,
  einsumDense,
  elu,
  embedding,
  flatten,
  gaussianDropout,
  gaussianNoise,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalAveragePooling3d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalMaxPooling3d,
  groupNormalization,
  identity,
  inputLayer,
  layerNormalization,
  leakyRelu,
  masking,
  maximum,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  minimum,
  multiply,
  normalization,
  permute,
  prelu,
  relu,
  repeatVector,
  rescaling,
  reshape,
  rmsNormalization,
  separableConv1d,
  separableConv2d,
  softmax,
  spatialDropout1d,
  spatialDropout2d,
  spatialDropout3d,
  subtract,
  thresholdedRelu,
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

/** Every layer the product knows. Adding one is a file and a line here. */
import { activation } from "./activation";
import { add } from "./add";
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
import { dropout } from "./dropout";
import { flatten } from "./flatten";
import { globalAveragePooling1d } from "./globalAveragePooling1d";
import { globalAveragePooling2d } from "./globalAveragePooling2d";
import { globalAveragePooling3d } from "./globalAveragePooling3d";
import { globalMaxPooling1d } from "./globalMaxPooling1d";
import { globalMaxPooling2d } from "./globalMaxPooling2d";
import { globalMaxPooling3d } from "./globalMaxPooling3d";
import { inputLayer } from "./inputLayer";
import type { AnyLayer } from "./layer";
import { leakyRelu } from "./leakyRelu";
import { maxPooling1d } from "./maxPooling1d";
import { maxPooling2d } from "./maxPooling2d";
import { maxPooling3d } from "./maxPooling3d";
import { relu } from "./relu";
import { rescaling } from "./rescaling";
import { reshape } from "./reshape";
import { separableConv1d } from "./separableConv1d";
import { separableConv2d } from "./separableConv2d";
import { softmax } from "./softmax";
import { zeroPadding1d } from "./zeroPadding1d";
import { zeroPadding2d } from "./zeroPadding2d";
import { zeroPadding3d } from "./zeroPadding3d";

export const layers: readonly AnyLayer[] = [
  activation,
  add,
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
  dropout,
  flatten,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalAveragePooling3d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalMaxPooling3d,
  inputLayer,
  leakyRelu,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  relu,
  rescaling,
  reshape,
  separableConv1d,
  separableConv2d,
  softmax,
  zeroPadding1d,
  zeroPadding2d,
  zeroPadding3d,
];

/** By Keras's class name, aliases included. */
export const layerByType: ReadonlyMap<string, AnyLayer> = new Map(
  layers.flatMap((layer) => [layer.type, ...(layer.aliases ?? [])].map((type) => [type, layer] as const)),
);

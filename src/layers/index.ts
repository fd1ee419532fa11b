/** Every layer the product knows. Adding one is a file and a line here. */
import { activation } from "./activation";
import { add } from "./add";
import { averagePooling2d } from "./averagePooling2d";
import { batchNormalization } from "./batchNormalization";
import { concatenate } from "./concatenate";
import { conv2d } from "./conv2d";
import { dense } from "./dense";
import { dropout } from "./dropout";
import { flatten } from "./flatten";
import { globalAveragePooling2d } from "./globalAveragePooling2d";
import { globalMaxPooling2d } from "./globalMaxPooling2d";
import { inputLayer } from "./inputLayer";
import type { AnyLayer } from "./layer";
import { leakyRelu } from "./leakyRelu";
import { maxPooling2d } from "./maxPooling2d";
import { relu } from "./relu";
import { rescaling } from "./rescaling";
import { reshape } from "./reshape";
import { softmax } from "./softmax";
import { zeroPadding2d } from "./zeroPadding2d";

export const layers: readonly AnyLayer[] = [
  activation,
  add,
  averagePooling2d,
  batchNormalization,
  concatenate,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePooling2d,
  globalMaxPooling2d,
  inputLayer,
  leakyRelu,
  maxPooling2d,
  relu,
  rescaling,
  reshape,
  softmax,
  zeroPadding2d,
];

/** By Keras's class name, aliases included. */
export const layerByType: ReadonlyMap<string, AnyLayer> = new Map(
  layers.flatMap((layer) => [layer.type, ...(layer.aliases ?? [])].map((type) => [type, layer] as const)),
);

// Every layer, in training and in use, over every combination of its boolean options (and of padding and the place of channels) and five
// awkward shapes: its gradients against central differences of its reference in float64 (eps 1e-6, rtol 1e-3, atol 1e-5).
import { describe, expect, test } from "vitest";
import { layers } from "../../src/layers/index";
import type { AnyLayer } from "../../src/layers/layer";
import type { Config, Literal } from "../../src/model/literal";
import type { Graph } from "../../src/model/graph";
import { input, sizeOf, type Tensor, type Value } from "../../src/ops/op";
import { inOrder } from "../../src/train/gradients";
import { lower, type Lowered } from "../../src/train/lower";
import { Untrainable } from "../../src/train/untrainable";
import { checkGradients } from "../support/differences";
import { randomNumbers, tensor } from "../support/reference";

/** Why a layer has no gradient that agrees with differences. */
const without: Readonly<Record<string, string>> = {
  CategoryEncoding: "takes numbers of things",
  Discretization: "gives the number of a range: flat but for its jumps",
  HashedCrossing: "takes numbers of things",
  Hashing: "takes numbers of things",
  InputLayer: "computes nothing",
  IntegerLookup: "takes numbers of things",
  StringLookup: "takes texts",
  TextVectorization: "takes texts",
};

const vectors = [
  [1, 1],
  [3, 1],
  [1, 7],
  [2, 5],
  [5, 3],
];
const sequences = [
  [2, 1, 1],
  [1, 5, 3],
  [2, 3, 1],
  [3, 7, 2],
  [1, 2, 5],
];
const images = [
  [1, 3, 3, 1],
  [2, 5, 4, 3],
  [1, 7, 3, 2],
  [1, 4, 6, 1],
  [2, 1, 5, 2],
];
const coloured = [
  [1, 3, 3, 3],
  [2, 5, 4, 3],
  [1, 7, 3, 3],
  [1, 1, 6, 3],
  [2, 4, 5, 3],
];
const volumes = [
  [1, 3, 3, 3, 1],
  [1, 2, 4, 3, 2],
  [1, 5, 3, 2, 1],
  [2, 3, 2, 2, 1],
  [1, 1, 3, 4, 2],
];
const mixed = [
  [1, 1],
  [3, 7],
  [2, 3, 1],
  [1, 5, 2, 3],
  [2, 1, 3, 5],
];
const waves = [
  [1, 9],
  [2, 1, 12],
  [3, 11],
  [2, 17, 1],
  [1, 30],
];
const sequencesOfImages = [
  [1, 2, 3, 1],
  [2, 1, 4, 2],
  [1, 3, 1, 3],
  [1, 2, 5, 1],
  [2, 3, 2, 2],
];

interface Trial {
  readonly args: Config;
  readonly shapes: readonly (readonly number[])[];
  /** How many inputs of the same shape; 1 when absent. */
  readonly inputs?: number;
  /** Inputs are whole numbers below this. */
  readonly wholes?: number;
}

const lstm = { class_name: "LSTM", config: { units: 2, return_sequences: true } };
/** What must be given, and shapes where the name of the layer does not tell them. */
const trials: Readonly<Record<string, Partial<Trial>>> = {
  AdditiveAttention: { shapes: sequences, inputs: 2 },
  AlphaDropout: { args: { rate: 0.3 } },
  Attention: { shapes: sequences, inputs: 2 },
  Bidirectional: { args: { layer: lstm }, shapes: sequences },
  CenterCrop: { args: { height: 2, width: 3 }, shapes: images },
  Conv1D: { args: { filters: 2, kernel_size: 2 } },
  Conv1DTranspose: { args: { filters: 2, kernel_size: 3, strides: 2 } },
  Conv2D: { args: { filters: 2, kernel_size: [2, 3], strides: [1, 2] } },
  Conv2DTranspose: { args: { filters: 2, kernel_size: [3, 2], strides: [2, 1] } },
  Conv3D: { args: { filters: 2, kernel_size: [1, 2, 2] } },
  Conv3DTranspose: { args: { filters: 2, kernel_size: 2, strides: [1, 1, 2] } },
  ConvLSTM1D: { args: { filters: 2, kernel_size: 2 }, shapes: sequencesOfImages },
  ConvLSTM2D: {
    args: { filters: 1, kernel_size: [1, 2] },
    shapes: sequencesOfImages.map(([n, t, ...rest]) => [n!, t!, 2, ...rest]),
  },
  ConvLSTM3D: {
    args: { filters: 1, kernel_size: 1 },
    shapes: sequencesOfImages.map(([n, t, ...rest]) => [n!, t!, 2, 1, ...rest]),
  },
  Cropping1D: { args: { cropping: 0 } },
  Cropping2D: {
    args: {
      cropping: [
        [0, 0],
        [1, 0],
      ],
    },
  },
  Cropping3D: {
    args: {
      cropping: [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
    },
  },
  Dense: { args: { units: 3 } },
  DepthwiseConv1D: { args: { kernel_size: 2, depth_multiplier: 2 } },
  DepthwiseConv2D: { args: { kernel_size: [2, 1] } },
  Dot: { args: { axes: -1 }, shapes: vectors, inputs: 2 },
  Dropout: { args: { rate: 0.4 } },
  EinsumDense: { args: { equation: "abc,cd->abd", output_shape: [null, 3], bias_axes: "d" }, shapes: sequences },
  Embedding: { args: { input_dim: 5, output_dim: 3 }, shapes: vectors, wholes: 5 },
  GaussianDropout: { args: { rate: 0.4 } },
  GaussianNoise: { args: { stddev: 0.4 } },
  GroupedQueryAttention: {
    args: { head_dim: 2, num_query_heads: 4, num_key_value_heads: 2 },
    shapes: sequences,
    inputs: 3,
  },
  GroupNormalization: { args: { groups: -1 } },
  GRU: { args: { units: 2 }, shapes: sequences },
  LSTM: { args: { units: 2 }, shapes: sequences },
  Masking: { shapes: sequences },
  MelSpectrogram: {
    args: { fft_length: 8, sequence_stride: 4, num_mel_bins: 3, sampling_rate: 100, max_freq: 40 },
    shapes: waves,
  },
  MultiHeadAttention: { args: { num_heads: 2, key_dim: 2 }, shapes: sequences, inputs: 2 },
  Normalization: { args: { mean: 0.3, variance: 2.5, axis: null } },
  Permute: { args: { dims: [2, 1] }, shapes: sequences },
  RepeatVector: { args: { n: 3 }, shapes: vectors },
  Rescaling: { args: { scale: 0.3, offset: -1 } },
  Reshape: { args: { target_shape: [-1, 1] } },
  RandomBrightness: { args: { factor: 0.2 }, shapes: coloured },
  RandomColorDegeneration: { args: { factor: 0.5 }, shapes: coloured },
  RandomColorJitter: { shapes: coloured },
  RandomContrast: { args: { factor: 0.2 }, shapes: coloured },
  RandomCrop: { args: { height: 2, width: 3 }, shapes: images },
  RandomHue: { args: { factor: 0.2 }, shapes: coloured },
  RandomPosterization: { args: { factor: 4 }, shapes: coloured },
  RandomRotation: { args: { factor: 0.2 }, shapes: images },
  RandomSaturation: { args: { factor: 0.5 }, shapes: coloured },
  RandomSharpness: { args: { factor: 0.5 }, shapes: coloured },
  RandomTranslation: { args: { height_factor: 0.2, width_factor: 0.3 }, shapes: images },
  RandomZoom: { args: { height_factor: 0.3 }, shapes: images },
  Resizing: { args: { height: 3, width: 2 }, shapes: images },
  ReversibleEmbedding: { args: { input_dim: 5, output_dim: 3 }, shapes: vectors, wholes: 5 },
  RNN: { args: { cell: { class_name: "GRUCell", config: { units: 2 } } }, shapes: sequences },
  SeparableConv1D: { args: { filters: 2, kernel_size: 2, depth_multiplier: 2 } },
  SeparableConv2D: { args: { filters: 2, kernel_size: [2, 1] } },
  SimpleRNN: { args: { units: 2 }, shapes: sequences },
  SpatialDropout1D: { args: { rate: 0.4 } },
  SpatialDropout2D: { args: { rate: 0.4 } },
  SpatialDropout3D: { args: { rate: 0.4 } },
  SpectralNormalization: { args: { layer: { class_name: "Dense", config: { units: 3 } } }, shapes: vectors },
  STFTSpectrogram: { args: { mode: "imag", frame_length: 5, frame_step: 2, fft_length: 7 }, shapes: waves },
  TernaryDense: { args: { units: 3 }, shapes: vectors },
  TimeDistributed: { args: { layer: { class_name: "Dense", config: { units: 3 } } }, shapes: sequences },
  ZeroPadding1D: { args: { padding: [0, 2] } },
  ZeroPadding2D: {
    args: {
      padding: [
        [0, 1],
        [2, 0],
      ],
    },
  },
  ZeroPadding3D: {
    args: {
      padding: [
        [0, 1],
        [2, 0],
        [1, 1],
      ],
    },
  },
};
const required: Readonly<Record<string, Literal>> = { output_size: 1, pool_size: 2 };

function trialOf({ type, arity, params }: AnyLayer): Trial {
  const own = trials[type] ?? {};
  const needed = Object.entries(params).flatMap(([name, param]) =>
    param.default === undefined && Object.hasOwn(required, name) ? [[name, required[name]!] as const] : [],
  );
  const rank = /([123])D/.exec(type)?.[1];
  const byName = { 1: sequences, 2: images, 3: volumes }[Number(rank)] ?? mixed;
  return {
    inputs: arity === "several" ? 2 : 1,
    shapes: byName,
    ...own,
    args: { ...Object.fromEntries(needed), ...own.args },
  };
}

const choices: Readonly<Record<string, readonly Literal[]>> = {
  padding: ["valid", "same"],
  data_format: ["channels_last", "channels_first"],
};

/** Every combination of the options that are true or false, and of those that are chosen. */
function combinationsOf({ params }: AnyLayer, given: Config): readonly Config[] {
  const open = Object.entries(params).flatMap(([name, param]): (readonly [string, readonly Literal[]])[] => {
    if (typeof param.default === "boolean") return [[name, [false, true]]];
    return choices[name]?.includes(param.default as Literal) && !Object.hasOwn(given, name)
      ? [[name, choices[name]]]
      : [];
  });
  return open.reduce<readonly Config[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [given],
  );
}

function graphOf(type: string, args: Config, shape: readonly number[], count: number): Graph {
  const ids = Array.from({ length: count }, (_, i) => `x${i}`);
  const given = Object.entries(args).map(([name, value]) => [name, { value }] as const);
  const first = { name: "InputLayer", args: { shape: { value: shape.slice(1) } }, inputs: [] };
  return {
    name: "model",
    class: "Functional",
    nodes: [
      ...ids.map((id) => ({ ...first, id, type: "InputLayer", name: id })),
      { id: "n", name: "n", type, args: Object.fromEntries(given), inputs: ids.map((from) => ({ from, output: 0 })) },
    ],
    inputs: ids,
    outputs: [{ from: "n", output: 0 }],
  };
}

function check(
  lowered: Lowered,
  feeds: readonly Value[],
  wholes: number | undefined,
  most: number,
  turn: number,
  what: string,
): void {
  const made = lowered.made.map(({ value }) => value);
  const numbers = new Map<Value, Tensor>();
  feeds.forEach((value, i) => {
    const random = randomNumbers(sizeOf(value.shape), 5 + i);
    numbers.set(
      value,
      tensor(value.shape, wholes ? random.map((one) => Math.floor(((one + 1) / 2) * wholes)) : random),
    );
  });
  lowered.weights.forEach(({ value, spec }, i) => {
    const random = randomNumbers(sizeOf(value.shape), 50 + i);
    // variances are positive
    numbers.set(value, tensor(value.shape, spec.trainable ? random : random.map((one) => 1.2 + one)));
  });
  for (const { value } of lowered.states) numbers.set(value, tensor(value.shape));
  for (const value of inOrder(made)) if (value.op.name === "scalar") numbers.set(value, tensor([1], [3]));
  const learned = lowered.weights.filter(({ spec }) => spec.trainable).map(({ value }) => value);
  checkGradients(made, [...(wholes ? [] : feeds), ...learned], numbers, { most, turn, what });
}

describe("gradients agree with differences", () => {
  for (const layer of layers.filter(({ type }) => !Object.hasOwn(without, type)))
    test(layer.type, () => {
      const { args, shapes, inputs = 1, wholes } = trialOf(layer);
      const combinations = combinationsOf(layer, args);
      const most = combinations.length > 64 ? 1 : combinations.length > 8 ? 3 : 8;
      let checked = 0;
      for (const shape of shapes)
        for (const combination of combinations)
          for (const training of [false, true]) {
            const what = `${JSON.stringify(combination)} of ${shape.join("×")}${training ? " in training" : ""}`;
            const feeds = Array.from({ length: inputs }, (_, i) => input(`x${i}`, shape));
            let lowered: Lowered;
            try {
              lowered = lower(graphOf(layer.type, combination, shape, inputs), feeds, training, 1);
            } catch (error) {
              if (error instanceof Untrainable) continue;
              throw error;
            }
            checked++;
            check(lowered, feeds, wholes, most, checked, what);
          }
      // a window may be larger than what it goes over, and nothing else is passed over
      expect(checked, "shapes that fit").toBeGreaterThanOrEqual(2 * combinations.length);
    });
});

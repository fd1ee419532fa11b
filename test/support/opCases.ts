/** Every operation on small and awkward shapes: sizes 1, odd sizes, borders. Used for references, gradients and kernels alike. */
import { addBias, sumRows } from "../../src/ops/addBias";
import { argsort } from "../../src/ops/argsort";
import { along, mapOf, pad, reverse, take } from "../../src/ops/alongAxis";
import { channelMoments, momentVariance, normalizeBatch, normalizeFixed } from "../../src/ops/batchNormalization";
import { add, divide, equal, gate, greater, maximum, minimum, multiply, subtract } from "../../src/ops/binary";
import { batchMatmul, batchMatmulTransposed } from "../../src/ops/batchMatmul";
import { broadcastTo } from "../../src/ops/broadcast";
import { concatenate, rowsOf, slice } from "../../src/ops/concatenate";
import { conv2d, type Window } from "../../src/ops/conv2d";
import { argmax, oneHot, sigmoidCrossEntropy, softmaxCrossEntropy } from "../../src/ops/crossEntropy";
import { ctc } from "../../src/ops/ctc";
import { dropout } from "../../src/ops/dropout";
import { gatherRows, scatterRows } from "../../src/ops/gather";
import { gaussian } from "../../src/ops/gaussian";
import { globalAveragePool, globalMaxPool } from "../../src/ops/globalPool";
import { crossNumbers, hashNumbers } from "../../src/ops/hash";
import { lookUp } from "../../src/ops/lookUp";
import { matmul } from "../../src/ops/matmul";
import { normalizePooled } from "../../src/ops/normalizePooled";
import { constant, constants, type Sizes, type Value } from "../../src/ops/op";
import { crop2d, pad2d } from "../../src/ops/pad2d";
import { averagePool2d, maxPool2d, type Pool } from "../../src/ops/pool2d";
import { fill, repeatColumns, sumAll, sumColumns } from "../../src/ops/reduce";
import { recurrent } from "../../src/ops/recurrent";
import { reshape } from "../../src/ops/reshape";
import { sample } from "../../src/ops/sample";
import { softmax } from "../../src/ops/softmax";
import { transpose } from "../../src/ops/transpose";
import { uniform } from "../../src/ops/uniform";
import { unary, unaryNames, type UnaryName } from "../../src/ops/unary";
import { fillModes, warp } from "../../src/ops/warp";

export interface OpCase {
  readonly name: string;
  readonly shapes: readonly Sizes[];
  readonly make: (inputs: readonly Value[]) => Value;
  /** Where the inputs must lie, from numbers in [-1, 1). */
  readonly range?: (value: number) => number;
  readonly differentiable?: false;
  /** Too many numbers for finite differences. */
  readonly large?: true;
  /** Goes by transforms that lose a few units of the last place. */
  readonly transformed?: true;
}

const window = (more: Partial<Window> = {}): Window => ({
  strides: [1, 1],
  dilation: [1, 1],
  pads: [0, 0, 0, 0],
  groups: 1,
  ...more,
});
const pool = (more: Partial<Pool> = {}): Pool => ({ size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ...more });
const conv = (name: string, x: Sizes, kernel: Sizes, more?: Partial<Window>): OpCase => ({
  ...(name.includes("many channels") && { transformed: true }),
  name: `conv2d ${name}`,
  shapes: [x, kernel],
  make: ([a, b]) => conv2d(a!, b!, window(more)),
});
const pools = (name: string, x: Sizes, more?: Partial<Pool>): OpCase[] => [
  { name: `maxPool2d ${name}`, shapes: [x], make: ([a]) => maxPool2d(a!, pool(more)) },
  { name: `averagePool2d ${name}`, shapes: [x], make: ([a]) => averagePool2d(a!, pool(more)) },
];

/** Parameters that show every branch. */
const unaryParameters: Partial<Record<UnaryName, readonly [number, number]>> = {
  leaky_relu: [0.3, 0],
  threshold_relu: [0.2, 0.4],
  clip: [-0.5, 0.6],
  elu: [1.3, 0],
  affine: [2.5, -0.7],
};
const positive = new Set<UnaryName>(["log", "sqrt", "reciprocal"]);

const dropped = (x: Value): Value => dropout(x, 0.3, { key: 77, step: constant(2, [1]) });

const pooledNormalizations = (name: string, x: Sizes, size: readonly [number, number] = [2, 2]): OpCase[] => {
  const channels = [x[3]!];
  const windows = pool({ size, strides: size });
  return [
    {
      name: `normalization pooled ${name}`,
      shapes: [x, channels, channels],
      make: ([a, gamma, beta]) => normalizePooled(a!, gamma!, beta!, 1e-3, windows).y,
    },
    {
      name: `normalization pooled ${name}, between relus, after a bias`,
      shapes: [x, channels, channels, channels],
      make: ([a, b, gamma, beta]) =>
        unary("relu", normalizePooled(unary("relu", addBias(a!, b!)), gamma!, beta!, 1e-3, windows).y),
    },
    {
      name: `normalization pooled ${name}, before a dropout`,
      shapes: [x, channels, channels],
      make: ([a, gamma, beta]) => dropped(normalizePooled(a!, gamma!, beta!, 1e-3, windows).y),
    },
    {
      name: `normalization pooled ${name}, before relu and a dropout`,
      shapes: [x, channels, channels],
      make: ([a, gamma, beta]) => dropped(unary("relu", normalizePooled(a!, gamma!, beta!, 1e-3, windows).y)),
    },
  ];
};

export const cases: readonly OpCase[] = [
  ...unaryNames.flatMap((fn): OpCase[] =>
    [[3, 7], [1], [130]].map((shape) => ({
      name: `${fn} [${shape.join()}]`,
      shapes: [shape],
      make: ([x]) => unary(fn, x!, ...(unaryParameters[fn] ?? [0, 0])),
      range: positive.has(fn) ? (value) => 0.1 + 1.5 * (value + 1) : (value) => value * 4 + 1e-3,
    })),
  ),
  ...([add, subtract, multiply, maximum, minimum] as const).map((f): OpCase => ({
    name: f.name,
    shapes: [
      [5, 3],
      [5, 3],
    ],
    make: ([a, b]) => f(a!, b!),
  })),
  {
    name: "divide",
    shapes: [
      [5, 3],
      [5, 3],
    ],
    make: ([a, b]) => divide(a!, b!),
    range: (value) => value + 2,
  },
  { name: "greater", shapes: [[9], [9]], make: ([a, b]) => greater(a!, b!), differentiable: false },
  {
    name: "equal",
    shapes: [[9], [9]],
    make: ([a, b]) => equal(a!, b!),
    range: (value) => Math.round(value),
    differentiable: false,
  },
  { name: "gate", shapes: [[9]], make: ([a]) => gate(a!, constants([1, 0, 2, 0, 0, -1, 1, 0, 3])) },
  {
    name: "gate before what is no number",
    shapes: [[2, 7]],
    make: ([a]) => gate(unary("log", a!), greater(a!, constant(0, [2, 7]))),
    differentiable: false,
  },
  {
    name: "matmul",
    shapes: [
      [5, 7],
      [7, 3],
    ],
    make: ([x, w]) => matmul(x!, w!),
  },
  {
    name: "matmul of one row",
    shapes: [
      [1, 4],
      [4, 18],
    ],
    make: ([x, w]) => matmul(x!, w!),
  },
  {
    name: "matmul to one column",
    shapes: [
      [6, 5],
      [5, 1],
    ],
    make: ([x, w]) => matmul(x!, w!),
  },
  {
    name: "matmul of odd sizes",
    shapes: [
      [9, 33],
      [33, 17],
    ],
    make: ([x, w]) => matmul(x!, w!),
  },
  ...(
    [
      [3, 5, 7, 4],
      [1, 1, 3, 1],
      [2, 66, 9, 17],
    ] as const
  ).flatMap(([batch, rows, depth, columns]): OpCase[] => [
    {
      name: `batchMatmul of ${batch} × [${rows}, ${depth}] · [${depth}, ${columns}]`,
      shapes: [
        [batch, rows, depth],
        [batch, depth, columns],
      ],
      make: ([x, w]) => batchMatmul(x!, w!),
    },
    {
      name: `batchMatmulTransposed of ${batch} × [${rows}, ${depth}] · [${columns}, ${depth}]ᵀ`,
      shapes: [
        [batch, rows, depth],
        [batch, columns, depth],
      ],
      make: ([x, w]) => batchMatmulTransposed(x!, w!),
    },
  ]),
  { name: "addBias", shapes: [[2, 3, 5], [5]], make: ([x, b]) => addBias(x!, b!) },
  { name: "addBias of one channel", shapes: [[4, 1], [1]], make: ([x, b]) => addBias(x!, b!) },
  { name: "sumRows", shapes: [[7, 6]], make: ([x]) => sumRows(x!) },
  { name: "sumRows of many rows", shapes: [[1400, 37]], make: ([x]) => sumRows(x!), large: true },
  { name: "sumRows of one part", shapes: [[130, 6]], make: ([x]) => sumRows(x!), large: true },
  conv("valid", [2, 5, 6, 3], [3, 3, 3, 4]),
  conv("same", [1, 5, 4, 2], [3, 3, 2, 5], { pads: [1, 1, 1, 1] }),
  conv("with stride 2 and uneven padding", [2, 6, 7, 2], [3, 3, 2, 3], { strides: [2, 2], pads: [0, 1, 1, 1] }),
  conv("with stride 2 and a 1×1 kernel", [1, 5, 6, 3], [1, 1, 3, 4], { strides: [2, 2] }),
  conv("with a 1×1 kernel", [2, 3, 4, 5], [1, 1, 5, 18]),
  { ...conv("with a 1×1 kernel at many places", [2, 20, 30, 20], [1, 1, 20, 18]), large: true },
  conv("with strides 3 and 1", [1, 8, 5, 1], [2, 3, 1, 2], { strides: [3, 1] }),
  conv("dilated", [1, 8, 7, 2], [3, 2, 2, 3], { dilation: [2, 3] }),
  conv("dilated and padded", [1, 5, 5, 2], [3, 3, 2, 2], { dilation: [2, 2], pads: [2, 2, 2, 2] }),
  conv("in groups", [1, 5, 5, 4], [3, 3, 2, 6], { groups: 2, pads: [1, 1, 1, 1] }),
  conv("in groups with strides", [1, 6, 6, 6], [3, 3, 2, 9], { groups: 3, strides: [2, 2] }),
  conv("a filter for each of 20 channels", [2, 5, 6, 20], [3, 3, 1, 20], { groups: 20, pads: [1, 1, 1, 1] }),
  conv("a filter for each channel, with strides", [2, 7, 6, 4], [3, 2, 1, 4], {
    groups: 4,
    strides: [2, 3],
    pads: [1, 1, 0, 1],
  }),
  conv("a filter for each channel, dilated", [1, 8, 7, 8], [2, 3, 1, 8], {
    groups: 8,
    dilation: [3, 2],
    pads: [1, 2, 2, 1],
  }),
  conv("a filter for each of 8 channels, four windows at a time with strides", [1, 7, 13, 8], [3, 3, 1, 8], {
    groups: 8,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  conv("a filter of 25 taps for each of 12 channels", [1, 6, 10, 12], [5, 5, 1, 12], {
    groups: 12,
    pads: [2, 2, 2, 2],
  }),
  conv("a dilated filter for each of 8 channels", [2, 6, 9, 8], [3, 2, 1, 8], {
    groups: 8,
    dilation: [2, 2],
    pads: [1, 2, 0, 1],
  }),
  ...[11, 5].map((width): OpCase => ({
    name: `two filters for each channel of images ${width} wide, one after the other, with biases and relus`,
    shapes: [[2, 6, width, 12], [3, 3, 1, 12], [12], [3, 3, 1, 12], [12]],
    make: ([x, a, b, c, d]) => {
      const filtered = (image: Value, kernel: Value, bias: Value): Value =>
        unary("relu", addBias(conv2d(image, kernel, window({ groups: 12, pads: [1, 1, 1, 1] })), bias), 0, 0);
      return filtered(filtered(x!, a!, b!), c!, d!);
    },
  })),
  { ...conv("a filter for each channel of large images", [3, 40, 37, 16], [3, 3, 1, 16], { groups: 16 }), large: true },
  conv("of many channels", [2, 9, 11, 16], [3, 3, 16, 24]),
  conv("of many channels, same", [1, 10, 7, 24], [3, 3, 24, 16], { pads: [1, 1, 1, 1] }),
  conv("of many channels with uneven padding", [1, 8, 9, 16], [3, 3, 16, 16], { pads: [0, 2, 1, 0] }),
  conv("of many channels, one tile an image", [3, 6, 6, 16], [3, 3, 16, 24]),
  conv("of many channels, most of a tile", [2, 5, 6, 16], [3, 3, 16, 16]),
  conv("from few to many channels", [3, 9, 14, 3], [3, 3, 3, 24]),
  conv("from few to many channels, same", [2, 10, 7, 4], [3, 3, 4, 16], { pads: [1, 1, 1, 1] }),
  conv("from few to many channels, same, in whole tiles", [2, 8, 12, 3], [3, 3, 3, 16], { pads: [1, 1, 1, 1] }),
  { ...conv("from few to many channels in many blocks", [4, 43, 37, 3], [3, 3, 3, 8]), large: true },
  conv("from few to many channels, one tile", [1, 3, 4, 3], [3, 3, 3, 8], { pads: [1, 1, 1, 1] }),
  conv("whose gradient takes several rows at a time", [1, 40, 7, 3], [3, 3, 3, 20], {
    strides: [2, 1],
    pads: [1, 0, 1, 1],
  }),
  conv("1×1", [2, 3, 3, 5], [1, 1, 5, 17]),
  conv("of one pixel", [3, 1, 1, 2], [1, 1, 2, 1]),
  conv("with a kernel as large as the image", [2, 4, 3, 2], [4, 3, 2, 3]),
  ...pools("2×2", [2, 6, 5, 3]),
  ...pools("3×3 with stride 2 that overlaps", [1, 7, 7, 5], { size: [3, 3] }),
  ...pools("same on an odd image", [1, 5, 7, 1], { pads: [0, 1, 0, 1] }),
  ...pools("3×2 with stride 1 and padding all round", [1, 4, 5, 4], {
    size: [3, 2],
    strides: [1, 1],
    pads: [1, 1, 0, 1],
  }),
  ...[5, 4, 1].map((columns): OpCase => ({
    name: `gatherRows of ${columns} columns`,
    shapes: [[6, columns]],
    make: ([table]) => gatherRows(table!, reshape(constants([3, 0, 5, 3, 3, 1]), [2, 3])),
  })),
  {
    name: "gatherRows outside the table",
    shapes: [[3, 2]],
    make: ([table]) => gatherRows(table!, constants([0, 3, -1, 2])),
    differentiable: false,
  },
  ...(
    [
      [3, 1],
      [5, 2],
      [4, 37],
      [1, 300],
    ] as const
  ).map((shape): OpCase => ({
    name: `argsort of rows of ${shape[1]}, with equal numbers`,
    shapes: [shape],
    make: ([x]) => argsort(x!),
    range: (value) => (value > 0.97 ? NaN : Math.round(value * 9)),
    differentiable: false,
  })),
  ...[undefined, [133n, 137n] as const].map((key): OpCase => ({
    name: `hashNumbers by ${key ? "SipHash" : "FarmHash"}, of texts of all lengths`,
    shapes: [[40]],
    make: ([x]) => hashNumbers(x!, 9_973, key),
    range: (value) => Math.trunc(value * 10 ** (Math.abs(value * 1e4) % 18)),
    differentiable: false,
  })),
  ...([1, 4] as const).map((pieces): OpCase => ({
    name: `crossNumbers of numbers with ${pieces === 1 ? "numbers" : "fingerprints"}`,
    shapes: [
      [9, 1],
      [9, pieces],
    ],
    make: ([a, b]) => crossNumbers(a!, b!, 1_000),
    range: pieces === 1 ? (value) => Math.round(value * 1e5) : (value) => Math.abs(Math.round(value * 65_535)),
    differentiable: false,
  })),
  ...[0, 1, 3].map((others): OpCase => ({
    name: `lookUp with ${others} places for others`,
    shapes: [[5, 7]],
    make: ([x]) =>
      lookUp(
        x!,
        new Map([
          [-3, 5],
          [0, 9],
          [2, 4],
          [7, 8],
        ]),
        1,
        others,
      ),
    range: (value) => Math.floor(value * 9),
    differentiable: false,
  })),
  {
    name: "uniform",
    shapes: [[5, 7]],
    make: ([x]) => add(x!, uniform([5, 7], { key: 77, step: constant(2, [1]) })),
  },
  {
    name: "gaussian",
    shapes: [[5, 7]],
    make: ([x]) => add(x!, gaussian([5, 7], { key: 77, step: constant(2, [1]) })),
  },
  { name: "globalAveragePool", shapes: [[2, 9, 5]], make: ([x]) => globalAveragePool(x!) },
  { name: "globalMaxPool", shapes: [[2, 9, 5]], make: ([x]) => globalMaxPool(x!) },
  { name: "softmax", shapes: [[4, 7]], make: ([x]) => softmax(x!) },
  { name: "softmax of one class", shapes: [[3, 1]], make: ([x]) => softmax(x!) },
  {
    name: "sigmoidCrossEntropy",
    shapes: [[6, 3]],
    make: ([x]) => sigmoidCrossEntropy(x!, constant(0.3, [6, 3])),
    range: (value) => value * 8,
  },
  {
    name: "softmaxCrossEntropy",
    shapes: [[5, 4]],
    make: ([x]) => softmaxCrossEntropy(x!, constant(0.25, [5, 4])),
    range: (value) => value * 8,
  },
  {
    name: "softmaxCrossEntropy with labels that do not add up to 1",
    shapes: [[5, 4]],
    make: ([x]) =>
      softmaxCrossEntropy(x!, reshape(constants(Array.from({ length: 20 }, (_, i) => (i % 7) / 5)), [5, 4])),
    range: (value) => value * 8,
  },
  {
    name: "oneHot",
    shapes: [[6]],
    make: ([x]) => oneHot(x!, 4),
    range: (value) => Math.floor((value + 1) * 2.5) - 1,
    differentiable: false,
  },
  { name: "argmax", shapes: [[6, 5]], make: ([x]) => argmax(x!), differentiable: false },
  {
    name: "slices of slices, all of one value",
    shapes: [[3, 4, 9]],
    make: ([x]) => {
      const cut = (step: number, part: number): Value => slice(slice(x!, 1, step, 1), 2, 3 * part, 3);
      return add(
        add(multiply(cut(0, 0), cut(1, 2)), multiply(cut(3, 1), cut(1, 1))),
        slice(slice(x!, 1, 2, 1), 2, 1, 3),
      );
    },
  },
  { name: "sumColumns", shapes: [[5, 9]], make: ([x]) => sumColumns(x!) },
  { name: "repeatColumns", shapes: [[5]], make: ([x]) => repeatColumns(x!, 3) },
  { name: "sumAll", shapes: [[5, 5]], make: ([x]) => sumAll(x!) },
  { name: "fill", shapes: [[1]], make: ([x]) => fill(x!, [3, 2]) },
  ...(
    [
      ["simple", false, 1],
      ["lstm", false, 4],
      ["gru", true, 3],
      ["gru", false, 3],
    ] as const
  ).flatMap(([kind, after, gates]) =>
    [
      [3, 4, 5],
      [2, 1, 4],
      [3, 3, 9],
      [1, 6, 1],
      // several blocks of samples, several panels of the kernel and several depths of them
      [70, 2, 72],
      // a sum so long that it is done in stretches
      ...(kind === "simple" ? [[1, 1, 260]] : []),
    ].flatMap(([batch, steps, units]): OpCase[] =>
      [false, true].map((masked) => ({
        ...(units! > 10 ? ({ large: true } as const) : {}),
        name: `recurrent ${kind}${after ? " with reset after" : ""}${masked ? ", masked" : ""} [${batch!}, ${steps!}, ${units!}]`,
        shapes: [
          [steps!, batch!, gates * units!],
          [units!, gates * units!],
          [batch!, units!],
          ...(kind === "lstm" ? [[batch!, units!]] : []),
          ...(after ? [[gates * units!]] : []),
        ],
        make: ([x, whole, h, more]) => {
          // so that states of many units do not saturate
          const kernel = unary("affine", whole!, units! > 10 ? 0.1 : 1, 0);
          const mask = Array.from({ length: batch! * steps! }, (_, i) => (i % 3 === 1 ? 0 : 1));
          const states = recurrent(
            {
              x: x!,
              kernel,
              bias: after ? more! : constant(0, [1]),
              h: h!,
              c: kind === "lstm" ? more! : constant(0, [1]),
              mask: reshape(constants(mask), [batch!, steps!]),
            },
            {
              kind,
              after,
              masked,
              // with an odd number of steps also functions whose slope is taken from x
              bend: { fn: steps! % 2 === 0 ? "tanh" : "softsign", a: 0, b: 0 },
              gate: { fn: steps! % 2 === 0 ? "sigmoid" : "silu", a: 0, b: 0 },
            },
          );
          // for some numbers of steps the last output alone, as most models want it
          return steps! % 3 === 0 ? rowsOf(states, steps!, 1) : states;
        },
      })),
    ),
  ),
  ...fillModes.flatMap((mode) =>
    [true, false].map((smooth): OpCase => ({
      name: `warp ${mode}${smooth ? "" : ", to the nearest"}`,
      shapes: [[2, 4, 3, 5]],
      make: ([x]) => {
        const maps = [0.83, -0.41, 1.37, 0.52, 1.31, -2.23, 1.9, 0.3, -3.13, 0, -1.2, 4.43];
        return warp(x!, reshape(constants(maps), [2, 6]), { height: 5, width: 4, mode, fill: 0.7, smooth });
      },
    })),
  ),
  {
    name: "warp of one pixel",
    shapes: [[1, 1, 1, 1]],
    make: ([x]) =>
      warp(x!, reshape(constants([1, 0, -0.25, 0, 1, 0.5]), [1, 6]), {
        height: 2,
        width: 3,
        mode: "mirror",
        fill: 0,
        smooth: true,
      }),
  },
  ...fillModes.flatMap((mode) =>
    [true, false].map((smooth): OpCase => ({
      name: `sample ${mode}${smooth ? "" : ", to the nearest"}`,
      shapes: [[2, 4, 3, 5]],
      make: ([x]) => {
        const places = (first: number, step: number): Value =>
          reshape(constants(Array.from({ length: 12 }, (_, i) => first + ((i * step) % 7.3))), [2, 3, 2]);
        return sample(x!, places(-2.71, 2.33), places(-1.63, 1.19), { mode, fill: 0.7, smooth });
      },
    })),
  ),
  {
    name: "scatterRows",
    shapes: [[6, 3]],
    make: ([x]) => scatterRows(x!, constants([2, 0, 2, 4, 1, 2]), 5),
  },
  ...(
    [
      ["several lists", 5, 4, [1, 2, 0, 3, 3, 0, 2, 0, 0, 0, 0, 0], 3],
      ["lists as long as the frames", 3, 3, [1, 2, 1, 2, 1, 2], 3],
      ["one frame", 1, 2, [1], 1],
      ["a list that does not fit", 2, 3, [1, 1, 2, 0], 2],
    ] as const
  ).map(([name, frames, classes, labels, longest]): OpCase => ({
    name: `ctc of ${name}`,
    shapes: [[labels.length / longest, frames, classes]],
    make: ([x]) => ctc(x!, reshape(constants(labels), [labels.length / longest, longest])),
    range: (value) => 2 * value - 2,
  })),
  { name: "reshape", shapes: [[2, 6]], make: ([x]) => unary("square", reshape(x!, [3, 4])) },
  { name: "transpose to channels last", shapes: [[2, 3, 4, 5]], make: ([x]) => transpose(x!, [0, 2, 3, 1]) },
  { name: "transpose to channels first", shapes: [[2, 3, 4, 5]], make: ([x]) => transpose(x!, [0, 3, 1, 2]) },
  { name: "transpose of all axes", shapes: [[2, 3, 4, 5]], make: ([x]) => transpose(x!, [3, 2, 1, 0]) },
  { name: "transpose of a matrix", shapes: [[3, 8]], make: ([x]) => transpose(x!, [1, 0]) },
  {
    name: "concatenate",
    shapes: [
      [2, 3, 4],
      [2, 2, 4],
      [2, 1, 4],
    ],
    make: ([a, b, c]) => concatenate([a!, b!, c!], 1),
  },
  {
    name: "concatenate along the last axis",
    shapes: [
      [3, 4],
      [3, 3],
    ],
    make: ([a, b]) => concatenate([a!, b!], 1),
  },
  {
    name: "alongAxis that mixes",
    shapes: [[2, 4, 5]],
    make: ([x]) =>
      along(
        x!,
        1,
        mapOf([
          [
            [0, 0.5],
            [3, -2],
          ],
          [],
          [[1, 1]],
          [
            [2, 1],
            [2, 0.25],
            [0, 3],
          ],
          [[1, 1.5]],
        ]),
      ),
  },
  { name: "take along the last axis", shapes: [[3, 4]], make: ([x]) => take(x!, 1, [3, -1, 0, 0, 2]) },
  { name: "pad and crop", shapes: [[2, 4, 3]], make: ([x]) => pad(x!, 1, 2, -1) },
  { name: "reverse", shapes: [[5, 3]], make: ([x]) => reverse(x!, 0) },
  { name: "slice", shapes: [[3, 5, 2]], make: ([x]) => slice(x!, 1, 1, 3) },
  { name: "pad2d", shapes: [[2, 3, 2, 3]], make: ([x]) => pad2d(x!, [1, 2, 0, 3]) },
  { name: "crop2d", shapes: [[2, 6, 5, 2]], make: ([x]) => crop2d(x!, [1, 2, 0, 3]) },
  { name: "broadcast of channels", shapes: [[1, 1, 1, 5]], make: ([x]) => broadcastTo(x!, [2, 3, 4, 5]) },
  { name: "broadcast of places", shapes: [[2, 1, 4, 1]], make: ([x]) => broadcastTo(x!, [2, 3, 4, 5]) },
  ...[[7, 9], [256], [3, 2, 53], [1]].map((shape): OpCase => ({
    name: `dropout [${shape.join()}]`,
    shapes: [shape],
    make: ([x]) => dropout(x!, 0.4, { key: 12345, step: constant(3, [1]) }),
  })),
  ...[
    [12, 5],
    [2, 3, 3, 4],
    [9, 1],
  ].map((shape): OpCase => ({
    name: `batch normalization of [${shape.join()}]`,
    shapes: [shape, [shape[shape.length - 1]!], [shape[shape.length - 1]!]],
    make: ([x, gamma, beta]) => normalizeBatch(x!, channelMoments(x!), gamma!, beta!, 1e-3),
  })),
  ...pooledNormalizations("2×2 in many channels", [2, 4, 6, 64]),
  ...pooledNormalizations("2×2", [2, 6, 4, 8]),
  ...pooledNormalizations("2×2 with a row and a column left over", [3, 5, 7, 16]),
  ...pooledNormalizations("3×3 over pieces of a band", [1, 4, 40, 24], [3, 3]),
  ...pooledNormalizations("2×2 in several pieces", [1, 3, 70, 96]).map((one) => ({ ...one, large: true as const })),
  ...pooledNormalizations("1×2", [2, 3, 5, 8], [1, 2]),
  // the gradient goes to the first of equals, where differences cannot follow
  ...[
    ...pooledNormalizations("2×2 of equal numbers", [2, 6, 4, 8]),
    ...pooledNormalizations("3×2 of equal numbers", [2, 6, 4, 8], [3, 2]),
  ].map((one) => ({
    ...one,
    range: (value: number) => Math.round(2 * value) / 2,
    large: true as const,
  })),
  {
    name: "normalization with fixed statistics",
    shapes: [[6, 5], [5], [5]],
    make: ([x, gamma, beta]) => normalizeFixed(x!, constant(0.2, [5]), constant(0.7, [5]), gamma!, beta!, 1e-3),
  },
  {
    name: "channelMoments",
    shapes: [[40, 6]],
    make: ([x]) => channelMoments(x!),
    differentiable: false,
  },
  {
    // parts of the rows have means of their own
    name: "channelMoments of many rows that rise",
    shapes: [[1500, 23]],
    make: ([x]) =>
      channelMoments(add(x!, reshape(constants(Array.from({ length: 1500 * 23 }, (_, i) => i / 10000)), [1500, 23]))),
    differentiable: false,
  },
  {
    name: "batch normalization of many rows",
    shapes: [[1500, 23], [23], [23]],
    make: ([x, gamma, beta]) => normalizeBatch(x!, channelMoments(x!), gamma!, beta!, 1e-3),
    large: true,
  },
  ...(
    [
      [40, 8],
      [2, 3, 3, 16],
      [1501, 24],
    ] as const
  ).flatMap((shape): readonly OpCase[] => {
    const channels = shape[shape.length - 1]!;
    const normal = ([x, gamma, beta]: readonly Value[]): Value =>
      normalizeBatch(x!, channelMoments(x!), gamma!, beta!, 1e-3);
    const shapes = [[...shape], [channels], [channels]];
    const size = shape[0] > 1000 ? { large: true as const } : {};
    // one shape of these is enough for finite differences
    const more = shape[0] === 40 ? {} : { large: true as const };
    return [
      {
        name: `batch normalization of [${shape.join()}] before relu`,
        shapes,
        make: (inputs) => unary("relu", normal(inputs)),
        ...size,
      },
      {
        name: `batch normalization of [${shape.join()}] and what passes it by, before relu`,
        shapes: [...shapes, [...shape]],
        make: (inputs) => unary("relu", add(normal(inputs), inputs[3]!)),
        ...size,
      },
      {
        name: `batch normalization of [${shape.join()}] before a dropout`,
        shapes,
        make: (inputs) => dropped(normal(inputs)),
        ...more,
      },
      {
        name: `batch normalization of [${shape.join()}] before relu and a dropout`,
        shapes,
        make: (inputs) => dropped(unary("relu", normal(inputs))),
        ...more,
      },
      {
        name: `batch normalization of [${shape.join()}] after a bias and relu`,
        shapes: [...shapes, [channels]],
        make: ([x, gamma, beta, b]) => normal([unary("relu", addBias(x!, b!)), gamma!, beta!]),
        ...more,
      },
      {
        // the normalization takes its own bias out again: another place shows whether the sums are right
        name: `batch normalization of [${shape.join()}] after a bias that is added elsewhere too`,
        shapes: [...shapes, [channels], [...shape]],
        make: ([x, gamma, beta, b, other]) => add(normal([addBias(x!, b!), gamma!, beta!]), addBias(other!, b!)),
        ...more,
      },
      {
        name: `batch normalization of [${shape.join()}] used twice`,
        shapes: [...shapes, [...shape]],
        make: (inputs) => {
          const y = normal(inputs);
          return add(unary("tanh", y), multiply(y, inputs[3]!));
        },
        ...more,
      },
      {
        name: `batch normalization of [${shape.join()}] and what passes it by, before relu, used twice`,
        shapes: [...shapes, [...shape]],
        make: (inputs) => {
          const y = unary("relu", add(normal(inputs), inputs[3]!));
          return add(unary("tanh", y), multiply(y, inputs[3]!));
        },
        ...more,
      },
      {
        name: `batch normalization of [${shape.join()}] added to what passes it by`,
        shapes: [...shapes, [...shape]],
        make: (inputs) => add(inputs[3]!, normal(inputs)),
        ...size,
      },
    ];
  }),
  {
    name: "momentVariance",
    shapes: [[20, 3]],
    make: ([x]) => momentVariance(channelMoments(x!)),
    differentiable: false,
  },
];

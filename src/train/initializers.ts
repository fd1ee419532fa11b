/** First values of weights. Keras's formulas; the random streams are ours, one for each weight. */
import { mixKeys, RandomStream } from "../base/random";
import { isWindow, windowOf } from "../layers/families/windows";
import { isKerasObject, isList, type Config, type KerasObject, type Literal } from "../model/literal";

type Fill = (values: Float32Array, shape: readonly number[], config: Config, random: RandomStream) => void;

const number = (config: Config, name: string, preset: number): number => {
  const value = config[name];
  return typeof value === "number" ? value : preset;
};

const every =
  (preset: number): Fill =>
  (values, _, config) =>
    void values.fill(number(config, "value", preset));

const normal = (values: Float32Array, random: RandomStream, mean: number, deviation: number): void => {
  for (let i = 0; i < values.length; i++) values[i] = mean + deviation * random.normal();
};

/** Normal, drawn again beyond two deviations. */
const truncatedNormal = (values: Float32Array, random: RandomStream, mean: number, deviation: number): void => {
  for (let i = 0; i < values.length; i++) {
    let draw: number;
    do draw = random.normal();
    while (Math.abs(draw) > 2);
    values[i] = mean + deviation * draw;
  }
};

/** Inputs and outputs of one unit: kernels are [places…, inputs, outputs], unless the config says which axes are which. */
function fans(shape: readonly number[], config: Config): { readonly fanIn: number; readonly fanOut: number } {
  const { input_axes: inputs, output_axes: outputs } = config;
  if (inputs && outputs && isList(inputs) && isList(outputs)) {
    const along = (axes: readonly Literal[]): number => axes.reduce<number>((n, axis) => n * shape[axis as number]!, 1);
    return { fanIn: along(inputs), fanOut: along(outputs) };
  }
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0]!, fanOut: shape[0]! };
  const places = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: shape.at(-2)! * places, fanOut: shape.at(-1)! * places };
}

/** The standard deviation of a normal distribution that is cut at two deviations, in units of the uncut one. */
const CUT_DEVIATION = 0.87962566103423978;

const varianceScaling =
  (presets: { readonly scale: number; readonly mode: string; readonly distribution: string }): Fill =>
  (values, shape, config, random) => {
    const { fanIn, fanOut } = fans(shape, config);
    const mode = config["mode"] ?? presets.mode;
    const fan = mode === "fan_in" ? fanIn : mode === "fan_out" ? fanOut : (fanIn + fanOut) / 2;
    const variance = number(config, "scale", presets.scale) / Math.max(1, fan);
    const distribution = config["distribution"] ?? presets.distribution;
    const bound = Math.sqrt(3 * variance);
    if (distribution === "uniform") random.fillUniform(values, -bound, bound);
    else if (distribution === "untruncated_normal") normal(values, random, 0, Math.sqrt(variance));
    else truncatedNormal(values, random, 0, Math.sqrt(variance) / CUT_DEVIATION);
  };

/** Orthonormal columns (or rows, whichever are fewer), by Gram–Schmidt on a random matrix, twice for accuracy. */
const orthogonal: Fill = (values, shape, config, random) => {
  const columns = shape.at(-1) ?? 1;
  const rows = values.length / columns;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
  vectors.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++)
      for (const other of vectors.slice(0, i)) {
        const dot = vector.reduce((sum, value, k) => sum + value * other[k]!, 0);
        for (let k = 0; k < length; k++) vector[k]! -= dot * other[k]!;
      }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < length; k++) vector[k]! /= norm;
  });
  const gain = number(config, "gain", 1);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      values[r * columns + c] = gain * (rows >= columns ? vectors[c]![r]! : vectors[r]![c]!);
};

const identity: Fill = (values, shape, config) => {
  const columns = shape.at(-1) ?? 1;
  values.fill(0);
  for (let i = 0; i < Math.min(columns, values.length / columns); i++)
    values[i * columns + i] = number(config, "gain", 1);
};

/** Waves that are cut by a window [samples, 1, waves]: what a Fourier transform multiplies with. */
const waves: Fill = (values, shape, config) => {
  const [samples, count] = [shape[0]!, shape.at(-1)!];
  const name = config["window"] === undefined ? "hann" : config["window"];
  const isNamed = typeof name === "string" && isWindow(name);
  const window = isNamed ? windowOf(name, samples, config["periodic"] === true) : undefined;
  const divisors = {
    density: () => Math.sqrt(window!.reduce((sum, weight) => sum + weight ** 2, 0)),
    spectrum: () => window!.reduce((sum, weight) => sum + Math.abs(weight), 0),
  };
  const scaling = config["scaling"] === undefined ? "density" : config["scaling"];
  const divisor = window && (scaling === "density" || scaling === "spectrum") ? divisors[scaling]() : 1;
  const wave = config["side"] === "imag" ? Math.sin : Math.cos;
  const size = Math.max(1, 2 * (count - 1));
  for (let sample = 0; sample < samples; sample++)
    for (let i = 0; i < count; i++) {
      const angle = (-2 * Math.PI * ((sample * i) % size)) / size;
      values[sample * count + i] = (wave(angle) * (window?.[sample] ?? 1)) / divisor;
    }
};

const initializers: Readonly<Record<string, Fill>> = {
  Zeros: every(0),
  Ones: every(1),
  Constant: every(0),
  RandomNormal: (values, _, config, random) =>
    normal(values, random, number(config, "mean", 0), number(config, "stddev", 0.05)),
  TruncatedNormal: (values, _, config, random) =>
    truncatedNormal(values, random, number(config, "mean", 0), number(config, "stddev", 0.05)),
  RandomUniform: (values, _, config, random) =>
    random.fillUniform(values, number(config, "minval", -0.05), number(config, "maxval", 0.05)),
  VarianceScaling: varianceScaling({ scale: 1, mode: "fan_in", distribution: "truncated_normal" }),
  GlorotUniform: varianceScaling({ scale: 1, mode: "fan_avg", distribution: "uniform" }),
  GlorotNormal: varianceScaling({ scale: 1, mode: "fan_avg", distribution: "truncated_normal" }),
  HeUniform: varianceScaling({ scale: 2, mode: "fan_in", distribution: "uniform" }),
  HeNormal: varianceScaling({ scale: 2, mode: "fan_in", distribution: "truncated_normal" }),
  LecunUniform: varianceScaling({ scale: 1, mode: "fan_in", distribution: "uniform" }),
  LecunNormal: varianceScaling({ scale: 1, mode: "fan_in", distribution: "truncated_normal" }),
  Orthogonal: orthogonal,
  Identity: identity,
  STFT: waves,
  /** Numbers that are known, in the weight's order. */
  Given: (values, _, { values: given = null }) =>
    values.set((isKerasObject(given) ? given.config["values"] : given) as readonly number[]),
  /** The root of what another initializer gives: BatchNormalization's deviation from its variance. */
  SquareRoot: (values, shape, config, random) => {
    const inner = config["of"] ?? null;
    if (isKerasObject(inner)) initializers[inner.class_name]!(values, shape, inner.config, random);
    for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]!);
  },
  /** Another initializer's values, and 1 for the forget gate of an LSTM: the second quarter. */
  UnitForgetBias: (values, shape, config, random) => {
    const inner = config["of"] ?? null;
    if (isKerasObject(inner)) initializers[inner.class_name]!(values, shape, inner.config, random);
    values.fill(1, values.length / 4, values.length / 2);
  },
};

/** Numbers for a weight, written to `values` where they are to lie; the same for the same seed and name. */
export function initialize(
  initializer: KerasObject,
  shape: readonly number[],
  seed: number,
  name: string,
  values = new Float32Array(shape.reduce((product, size) => product * size, 1)) as Float32Array,
): Float32Array {
  const own = initializer.config["seed"];
  const letters = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i));
  const random = new RandomStream(mixKeys(typeof own === "number" ? own : seed, ...letters));
  initializers[initializer.class_name]!(values, shape, initializer.config, random);
  return values;
}

/**
 * How large values and gradients become in wide layers with random weights, before any training: He et al. 2015 (arXiv 1502.01852)
 * for relu, Poole et al. 2016 (arXiv 1606.05340) for every activation.
 */
import type { Response } from "../layers/response";
import type { KerasObject } from "../model/literal";

/** Means over sums that are normally distributed: of the activation's square, and of its slope's square. */
export interface Gain {
  readonly value: number;
  readonly slope: number;
}

/** Points of a normal distribution and their weights. An even number: none lies on the kink of relu. */
const POINTS = 240;
const REACH = 6;
/** For slopes, in deviations. */
const STEP = 1e-3;
const points = Float64Array.from({ length: POINTS }, (_, i) => (2 * REACH * i) / (POINTS - 1) - REACH);
const density = points.map((z) => Math.exp((-z * z) / 2));
const total = density.reduce((sum, part) => sum + part, 0);
const mean = (f: (i: number) => number): number => density.reduce((sum, part, i) => sum + part * f(i), 0) / total;

/** For sums of this variance; undefined for activations that do not work value by value. */
export function gainOf(activation: Response, variance: number): Gain | undefined {
  const deviation = Math.sqrt(variance);
  const at = (step: number): Float64Array | undefined => activation(points.map((z) => deviation * (z + step)));
  const [y, above, below] = [at(0), at(STEP), at(-STEP)];
  if (!y || !above || !below) return undefined;
  return {
    value: mean((i) => y[i]! ** 2),
    slope: mean((i) => ((above[i]! - below[i]!) / (2 * STEP * deviation)) ** 2),
  };
}

/** The variance of a kernel's first values; undefined where they do not come from a distribution that is known. */
export function kernelVariance({ class_name, config }: KerasObject, fanIn: number, fanOut: number): number | undefined {
  const number = (name: string, preset: number): number => {
    const value = config[name];
    return typeof value === "number" ? value : value === undefined ? preset : NaN;
  };
  const variance = (): number => {
    switch (class_name) {
      case "GlorotUniform":
      case "GlorotNormal":
        return 2 / (fanIn + fanOut);
      case "HeUniform":
      case "HeNormal":
        return 2 / fanIn;
      case "LecunUniform":
      case "LecunNormal":
        return 1 / fanIn;
      case "Orthogonal":
        return number("gain", 1) ** 2 / Math.max(fanIn, fanOut);
      case "RandomNormal":
        return number("stddev", 0.05) ** 2;
      case "TruncatedNormal":
        // cut at two deviations
        return 0.774 * number("stddev", 0.05) ** 2;
      case "RandomUniform":
        return (number("maxval", 0.05) - number("minval", -0.05)) ** 2 / 12;
      case "VarianceScaling": {
        const fans: Readonly<Record<string, number>> = {
          fan_in: fanIn,
          fan_out: fanOut,
          fan_avg: (fanIn + fanOut) / 2,
        };
        const mode = config["mode"] ?? "fan_in";
        return number("scale", 1) / (typeof mode === "string" ? (fans[mode] ?? NaN) : NaN);
      }
      default:
        return NaN;
    }
  };
  const result = variance();
  return Number.isFinite(result) && result > 0 ? result : undefined;
}

/** How many values a kernel of these sizes adds up for one result, and how many results one value goes into. */
export function fansOf(sizes: readonly number[]): readonly [fanIn: number, fanOut: number] {
  const window = sizes.slice(0, -2).reduce((product, size) => product * size, 1);
  const [channels = 0, filters = 0] = sizes.slice(-2);
  return [channels * window, filters * window];
}

/** The deviation of a kernel's first values; undefined where it is not known. */
export function deviationAtStart(initializer: KerasObject, sizes: readonly number[]): number | undefined {
  const variance = kernelVariance(initializer, ...fansOf(sizes));
  return variance === undefined ? undefined : Math.sqrt(variance);
}

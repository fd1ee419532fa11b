/** A model's weights after a change that leaves what it computes as it was: what was moved from one into another (`model/claim.ts`). */
import type { FoldMove, WeightMove } from "../model/claim";

/** Numbers with their sizes. */
export interface WeightNumbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type NamedNumbers = ReadonlyMap<string, WeightNumbers>;

/** All weights that there are afterwards, also those that nobody takes any more; undefined where something does not fit. */
export function moveWeights(first: NamedNumbers, moves: readonly WeightMove[]): NamedNumbers | undefined {
  const second = new Map([...first].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
  return moves.every((move) => moved(move, first, second)) ? second : undefined;
}

function moved(move: WeightMove, first: NamedNumbers, second: Map<string, WeightNumbers>): boolean {
  switch (move.kind) {
    case "multiply": {
      const into = second.get(move.into)?.data;
      into?.forEach((value, i) => (into[i] = value * move.by));
      return into !== undefined;
    }
    case "subtract":
    case "divide": {
      const into = second.get(move.into)?.data;
      const from = first.get(move.from)?.data;
      if (!into || from?.length !== into.length) return false;
      from.forEach((value, i) => (into[i] = move.kind === "subtract" ? into[i]! - value : into[i]! / value));
      return true;
    }
    case "scaleInputs":
    case "shiftOutputs": {
      const from = first.get(move.from)?.data;
      const kernel = move.kind === "scaleInputs" ? second.get(move.into) : first.get(move.kernel);
      const [inputs = 0, outputs = 0] = kernel?.shape.slice(-2) ?? [];
      if (!kernel || !from || inputs === 0 || inputs % from.length !== 0) return false;
      const sums = move.kind === "shiftOutputs" ? biasOf(second, move.into, outputs) : undefined;
      for (let i = 0; i < kernel.data.length; i++) {
        const factor = from[(Math.floor(i / outputs) % inputs) % from.length]!;
        if (sums) sums[i % outputs]! += factor * kernel.data[i]!;
        else kernel.data[i]! *= factor;
      }
      return true;
    }
    case "compose": {
      const [one, other] = [first.get(move.from), first.get(move.into)];
      const product = one && other && composed(one, other);
      if (product) second.set(move.into, product);
      return product !== undefined;
    }
    case "fold":
      return folded(move, first, second);
  }
}

function biasOf(weights: Map<string, WeightNumbers>, name: string, count: number): Float32Array {
  const known = weights.get(name) ?? { shape: [count], data: new Float32Array(count) };
  weights.set(name, known);
  return known.data;
}

function composed(one: WeightNumbers, other: WeightNumbers): WeightNumbers | undefined {
  const [rows = 0, between, columns = 0] = [one.shape[0], one.shape[1], other.shape[1]];
  if (one.shape.length !== 2 || other.shape.length !== 2 || between === undefined || other.shape[0] !== between)
    return undefined;
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < between; k++) sum += one.data[row * between + k]! * other.data[k * columns + column]!;
    data[i] = sum;
  }
  return { shape: [rows, columns], data };
}

/** `W·γ/√(σ² + ε)` and `(b − μ)·γ/√(σ² + ε) + β` (Jacob et al. 2018, arXiv 1712.05877, §3.2). */
function folded(move: FoldMove, first: NamedNumbers, second: Map<string, WeightNumbers>): boolean {
  const part = (name: string): Float32Array | undefined => first.get(`${move.normalization}/${name}`)?.data;
  const [mean, variance, gamma, beta] = ["moving_mean", "moving_variance", "gamma", "beta"].map(part);
  const kernel = second.get(move.kernel);
  if (!kernel || !mean || !variance) return false;
  const sizes = kernel.shape;
  const last = sizes.at(-1)!;
  const channelAt = {
    last: (i: number) => i % last,
    lastTwo: (i: number) => i % (last * sizes.at(-2)!),
    beforeLast: (i: number) => Math.floor(i / last) % sizes.at(-2)!,
  }[move.outputs];
  const channels = move.outputs === "last" ? last : move.outputs === "lastTwo" ? last * sizes.at(-2)! : sizes.at(-2)!;
  if (mean.length !== channels) return false;
  const factors = Array.from(variance, (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + move.epsilon));
  kernel.data.forEach((value, i) => (kernel.data[i] = value * factors[channelAt(i)]!));
  const bias = biasOf(second, move.bias, channels);
  bias.forEach((value, i) => (bias[i] = (value - mean[i]!) * factors[i]! + (beta?.[i] ?? 0)));
  return true;
}

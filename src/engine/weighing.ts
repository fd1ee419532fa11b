/** How much samples count in the loss: by weights of their own in the data, by their class, or both. */
import { formatted } from "../base/format";
import type { Dataset, SampleWeights } from "../data/dataset";
import type { ClassWeights } from "../train/classWeights";
import type { OutputSettings } from "../train/outputs";

interface Weighing {
  readonly outputs: readonly OutputSettings[];
  readonly classWeight?: ClassWeights;
  /** What is left out or worth knowing, one sentence each. */
  readonly notes: readonly string[];
}

/** The outputs with the number of weights that a sample has in each. */
export function weigh(
  outputs: readonly OutputSettings[],
  data: Dataset,
  classWeight: ClassWeights | undefined,
): Weighing {
  const whyNot = classWeight && whyNoClasses(outputs, data);
  const byClass = whyNot === undefined ? classWeight : undefined;
  const notes = [
    ...(whyNot === undefined ? [] : [`class_weight is left out: ${whyNot}.`]),
    ...(data.train.weights ? [spanOf(data.train.weights)] : []),
  ];
  const lists = [data.train.weights, data.validation?.weights].filter((weights) => weights !== undefined);
  let target = 0;
  const weighed = outputs.map((one): OutputSettings => {
    if (!one.targets) return one;
    const own = lists.flatMap((weights) => (weights.length === 1 ? weights[0] : weights[target]) ?? []);
    target += 1;
    const each = Math.max(0, ...own.map(({ size }) => size), byClass ? 1 : 0);
    return each > 0 ? { ...one, weighed: each } : one;
  });
  return { outputs: weighed, ...(byClass && { classWeight: byClass }), notes };
}

/** Weights of classes are for models with one output, of which each sample has one class. */
function whyNoClasses(outputs: readonly OutputSettings[], { target }: Dataset): string | undefined {
  if (outputs.length > 1) return "the model has several outputs";
  return target.kind === "values" && target.shape.length > 1 ? "a sample has more than one class" : undefined;
}

function spanOf(weights: readonly (SampleWeights | undefined)[]): string {
  let [least, largest] = [Infinity, -Infinity];
  for (const one of weights)
    for (const value of one?.data ?? []) [least, largest] = [Math.min(least, value), Math.max(largest, value)];
  const shown = (value: number): string => formatted(value, ".4g") ?? String(value);
  return `Samples count by their weights, from ${shown(least)} to ${shown(largest)}.`;
}

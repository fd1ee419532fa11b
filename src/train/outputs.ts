/** The outputs of a model: what each is compared with, its loss, and the numbers that are watched of it. */
import { counted } from "../base/figures";
import { Trouble } from "../base/trouble";
import type { TargetForm } from "../data/dataset";
import { multiply } from "../ops/binary";
import { argmax, oneHot } from "../ops/crossEntropy";
import { constant, input, sizeOf, type Sizes, type Value } from "../ops/op";
import { repeatColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { scale } from "../ops/unary";
import type { Lowered } from "./lower";
import { targetKind, type AnyLoss, type Prediction } from "./losses/loss";
import { reduceRows } from "./losses/reduction";
import { joined, oneNumber, type AnyMetric } from "./metrics/metric";
import type { Configured } from "./settings";

/** What is asked of one output. */
export interface OutputSettings {
  /** Keras's name of it. */
  readonly name: string;
  /** Null: it is not trained on. */
  readonly loss: Configured<AnyLoss> | null;
  /** How much its loss counts in the sum. */
  readonly weight: number;
  readonly metrics: readonly WatchedMetric[];
  /** The form of its targets; undefined when nothing is compared with it. */
  readonly targets: TargetForm | undefined;
  /** How long the lists are that it is compared with, where they are lists. */
  readonly listed?: number;
  /** How many weights of its own every sample has in the loss (one, or one for each row), fed as `w0`, `w1` … beside `y0`, `y1` … */
  readonly weighed?: number;
}

/** A metric of an output. */
export interface WatchedMetric extends Configured<AnyMetric> {
  readonly label: string;
  /** Samples count by their weights in it. */
  readonly weighted?: boolean;
}

/** The names under which an output's target and the weights of its samples are fed. */
export const targetName = (index: number): string => `y${index}`;
export const weightsName = (index: number): string => `w${index}`;

/** What a step has of an output. */
export interface OutputValues {
  readonly settings: OutputSettings;
  readonly prediction: Value;
  readonly target: Value | undefined;
  /** [rows]: 1 for each row that counts, where some do not. */
  readonly mask: Value | undefined;
  /** [batch], or [rows] where each row has its own. */
  readonly weights: Value | undefined;
}

/** Places for all that is fed, beside what the model gives. */
export function outputValues(settings: readonly OutputSettings[], model: Lowered): readonly OutputValues[] {
  return settings.map((one, i) => {
    const prediction = model.outputs[i]!;
    const { shape } = prediction;
    const target = one.targets && input(targetName(i), targetShape(one.targets, shape, one.listed));
    const weights = one.weighed === undefined ? undefined : weightsOf(weightsName(i), one.weighed, one.name, shape);
    return { settings: one, prediction, target, mask: rowsOfMask(model.masks[i], shape), weights };
  });
}

/** What an output of this shape is compared with. */
function targetShape(form: TargetForm, shape: Sizes, listed = 1): Sizes {
  const kind = targetKind(form);
  return kind === "class" ? shape.slice(0, -1) : kind === "list" ? [shape[0]!, listed] : shape;
}

/** One for each sample, or for each row of an output of this shape. */
function weightsOf(name: string, each: number, output: string, shape: Sizes): Value {
  const rows = sizeOf(shape.slice(1, -1));
  if (each !== 1 && each !== rows)
    throw new Trouble(
      `A sample has ${each} weights, and the output ${output} has ${counted(rows, "loss", "losses")} for it: give one weight for each sample, or one for each place of the output.`,
    );
  return input(name, [shape[0]! * each]);
}

function rowsOfMask(mask: Value | undefined, shape: Sizes): Value | undefined {
  const rows = sizeOf(shape.slice(0, -1));
  const fits = mask && sizeOf(mask.shape) === rows && mask.shape.length === shape.length - 1;
  return fits ? reshape(mask, [rows]) : undefined;
}

/** [rows, last axis] */
const asRows = (value: Value): Value => reshape(value, [sizeOf(value.shape.slice(0, -1)), value.shape.at(-1)!]);

/** The targets as losses and metrics take them: [rows, last axis], [rows] for class numbers, [batch, longest] for lists. */
const targetRows = (target: Value, form: TargetForm): Value =>
  targetKind(form) === "class" ? reshape(target, [sizeOf(target.shape)]) : asRows(target);

/** The loss of an output by itself, or undefined where it has none. */
export function lossOf({ settings, prediction, target, mask, weights }: OutputValues): Value | undefined {
  if (!settings.loss || !target) return undefined;
  const { of, config } = settings.loss;
  const rows = targetRows(target, of.targets);
  const perRow = of.lower(rows, predictionOf(prediction), config);
  const fits = mask?.shape[0] === perRow.shape[0] ? mask : undefined;
  const counts = both(fits, of.counts?.(rows, config));
  return reduceRows(perRow, { counts, weights: weights && rowWeights(weights, perRow) }, config);
}

const both = (a: Value | undefined, b: Value | undefined): Value | undefined => (a && b ? multiply(a, b) : (a ?? b));

/** A sample's weight for each of its rows. */
function rowWeights(weights: Value, perRow: Value): Value {
  const [rows, samples] = [perRow.shape[0]!, weights.shape[0]!];
  if (rows === samples) return weights;
  // a loss over the whole batch is one number, and counts as the mean of the weights
  if (rows < samples) return reduceRows(weights, {});
  return reshape(repeatColumns(weights, rows / samples), [rows]);
}

/** Finds the logits behind a last sigmoid or softmax, through views. */
function predictionOf(output: Value): Prediction {
  const value = asRows(output);
  let last = output;
  while (last.op.name === "reshape") last = last.inputs["x"]!;
  const activation =
    last.op.name === "softmax"
      ? "softmax"
      : last.op.name === "unary" && last.attrs["fn"] === "sigmoid"
        ? "sigmoid"
        : undefined;
  if (!activation || sizeOf(last.shape) !== sizeOf(value.shape)) return { value };
  return { value, logits: { value: reshape(last.inputs["x"]!, value.shape), activation } };
}

/** A number that is watched: sums over batches add up, and `result` makes the number of them. */
export interface Watched {
  readonly label: string;
  /** Which way it goes as the model learns, where that is known. */
  readonly better: "up" | "down" | undefined;
  readonly sums: (outputs: readonly OutputValues[], losses: readonly (Value | undefined)[]) => Value;
  readonly result: (sums: readonly number[]) => number;
}

/**
 * Everything but the total loss, under Keras's names: `NAME_loss` of each output where several are trained on, then metrics, which
 * begin with the output's name where there are several outputs.
 */
export function watchedOf(outputs: readonly OutputSettings[]): readonly Watched[] {
  const label = uniqueLabels();
  const trained = [...outputs.keys()].filter((i) => outputs[i]!.loss !== null);
  const losses = trained.length > 1 ? trained : [];
  return [
    ...losses.map((i): Watched => ({
      label: label(`${outputs[i]!.name}_loss`),
      better: "down",
      sums: (values, losses) => {
        const batch = values[i]!.prediction.shape[0]!;
        return joined([scale(losses[i]!, batch), constant(batch, [1])]);
      },
      result: ([sum, count]) => sum! / count!,
    })),
    ...outputs.flatMap(({ name, metrics }, i) =>
      metrics.map((metric): Watched => ({
        label: label(outputs.length > 1 ? `${name}_${metric.label}` : metric.label),
        better: metric.of.better,
        sums: (values) => metricSums(metric, values[i]!),
        result: (sums) => oneNumber(metric.of.result(sums, metric.config)),
      })),
    ),
  ];
}

function metricSums(
  { of, config, weighted }: WatchedMetric,
  { settings, prediction, target, mask, weights }: OutputValues,
): Value {
  const rows = asRows(prediction);
  const given = targetRows(target!, settings.targets!);
  const suited =
    of.target === targetKind(settings.targets!)
      ? given
      : of.target === "columns"
        ? oneHot(given, rows.shape[1]!)
        : argmax(given);
  const own = weighted && weights ? rowWeights(weights, rows) : undefined;
  return of.sums(suited, rows, both(mask, own), config);
}

/** The second of a name gets `_1`, the third `_2`. */
function uniqueLabels(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
}

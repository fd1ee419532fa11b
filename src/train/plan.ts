/** From a model and its settings to what one step computes: the loss, its gradients, and how weights move. */
import type { Graph } from "../model/graph";
import { add, multiply } from "../ops/binary";
import { argmax, oneHot } from "../ops/crossEntropy";
import { constant, input, sizeOf, type Sizes, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import type { Update } from "../ops/update";
import { poolFirst, simplify } from "./fuse";
import { gradients } from "./gradients";
import { lower, type Lowered, type ModelWeight } from "./lower";
import { targetKind, type AnyLoss, type Prediction } from "./losses/loss";
import { reduceRows } from "./losses/reduction";
import type { AnyMetric } from "./metrics/metric";
import type { AnyOptimizer } from "./optimizers/optimizer";
import { optimize, type Slot } from "./optimize";
import type { Configured } from "./settings";

export interface PlanSettings {
  readonly graph: Graph;
  /** Shape of one sample for each input of the model. */
  readonly inputShapes: readonly Sizes[];
  readonly loss: Configured<AnyLoss>;
  readonly metrics: readonly (Configured<AnyMetric> & { readonly label: string })[];
  readonly optimizer: Configured<AnyOptimizer>;
  readonly seed: number;
  /** Evaluates without the penalties on weights. */
  readonly plainEvaluation?: boolean;
}

/** What is computed for one batch of a given size. */
export interface Plan {
  readonly batch: number;
  /** Fed before each step, by name: `x0`, `x1` …, `y`. */
  readonly inputs: readonly Value[];
  readonly weights: readonly ModelWeight[];
  readonly slots: readonly Slot[];
  /** Read after each step, by name: `loss`, the sums of each metric under its label, `prediction`. */
  readonly outputs: ReadonlyMap<string, Value>;
  readonly updates: readonly Update[];
}

/** Forward, backward and update. */
export function planTraining(settings: PlanSettings, batch: number): Plan {
  const { feeds, target, model: lowered } = begin(settings, batch, true);
  const { outputs, updates } = poolFirst([lossOf(settings, target, lowered), ...lowered.outputs], lowered.updates);
  const loss = outputs[0]!;
  const model = { ...lowered, outputs: outputs.slice(1), updates };
  const trained = model.weights.filter((weight) => weight.trained);
  const found = gradients(
    loss,
    constant(1, [1]),
    trained.map((weight) => weight.value),
  );
  const moved = trained.flatMap((weight, i) => (found[i] ? [{ weight, gradient: found[i] }] : []));
  const optimizer = optimize(settings.optimizer, moved);
  return finish(settings, batch, feeds, target, model, loss, optimizer.slots, [...model.updates, ...optimizer.updates]);
}

/** Forward only, as the model predicts, with loss and metrics. */
export function planEvaluation(settings: PlanSettings, batch: number): Plan {
  const { feeds, target, model: lowered } = begin(settings, batch, false);
  const model = settings.plainEvaluation ? { ...lowered, penalties: [] } : lowered;
  return finish(settings, batch, feeds, target, model, lossOf(settings, target, model), [], []);
}

function begin(
  settings: PlanSettings,
  batch: number,
  training: boolean,
): { feeds: readonly Value[]; target: Value; model: Lowered } {
  const feeds = settings.inputShapes.map((shape, i) => input(`x${i}`, [batch, ...shape]));
  const model = lower(settings.graph, feeds, training, settings.seed);
  const [output] = model.outputs;
  const shape = targetKind(settings.loss.of) === "class" ? output!.shape.slice(0, -1) : output!.shape;
  return { feeds, target: input("y", shape), model };
}

/** [rows, last axis] */
const asRows = (value: Value): Value => reshape(value, [sizeOf(value.shape.slice(0, -1)), value.shape.at(-1)!]);
const targetRows = (settings: PlanSettings, target: Value): Value =>
  targetKind(settings.loss.of) === "class" ? reshape(target, [sizeOf(target.shape)]) : asRows(target);

function lossOf(settings: PlanSettings, target: Value, model: Lowered): Value {
  const [output] = model.outputs;
  const { of, config } = settings.loss;
  const perRow = of.lower(targetRows(settings, target), predictionOf(output!), config);
  const counts = countsOf(perRow, model, of.counts?.(targetRows(settings, target), config));
  const mean = reduceRows(perRow, counts, config);
  return model.penalties.reduce((sum, penalty) => add(sum, penalty), mean);
}

/** Which rows count: those of the output's mask, and of the loss's own. */
function countsOf(perRow: Value, { masks, outputs }: Lowered, own?: Value): Value | undefined {
  const [mask] = masks;
  const rows = perRow.shape[0]!;
  const fits = mask && sizeOf(mask.shape) === rows && mask.shape.length === outputs[0]!.shape.length - 1;
  const masked = fits ? reshape(mask, [rows]) : undefined;
  return masked && own ? multiply(masked, own) : (masked ?? own);
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

/** The targets as a metric takes them, where the loss takes them otherwise. */
function targetsFor(metric: AnyMetric, settings: PlanSettings, target: Value, rows: Value): Value {
  const given = targetRows(settings, target);
  const kind = targetKind(settings.loss.of);
  if (metric.target === kind) return given;
  return kind === "class" ? oneHot(given, rows.shape[1]!) : argmax(given);
}

function finish(
  settings: PlanSettings,
  batch: number,
  feeds: readonly Value[],
  target: Value,
  model: Lowered,
  loss: Value,
  slots: readonly Slot[],
  updates: readonly Update[],
): Plan {
  const prediction = model.outputs[0]!;
  const rows = asRows(prediction);
  const watched = settings.metrics.map(({ of, config }) =>
    of.sums(targetsFor(of, settings, target, rows), rows, countsOf(rows, model), config),
  );
  const names = ["loss", "prediction", ...settings.metrics.map(({ label }) => label)];
  const { outputs, updates: simpler } = simplify([loss, prediction, ...watched], updates);
  return {
    batch,
    inputs: [...feeds, target],
    weights: model.weights,
    slots,
    outputs: new Map(names.map((name, i) => [name, outputs[i]!])),
    updates: simpler,
  };
}

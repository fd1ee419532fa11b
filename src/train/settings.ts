/** From the names and objects of a job to the losses, metrics and optimizers they stand for, with checked arguments. */
import { Misfit, type Params } from "../layers/param";
import { Trouble } from "../base/trouble";
import type { TargetForm } from "../data/dataset";
import type { OutputJob } from "../model/job";
import { isKerasObject, showLiteral, type KerasObject } from "../model/literal";
import { lossByName, losses } from "./losses";
import type { AnyLoss } from "./losses/loss";
import { metricByName, metrics } from "./metrics";
import type { AnyMetric } from "./metrics/metric";
import type { OutputSettings } from "./outputs";
import { optimizerByName, optimizers } from "./optimizers";
import type { AnyOptimizer } from "./optimizers/optimizer";

export interface Configured<T> {
  readonly of: T;
  /** What the definition's own functions take; they know its type. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Arguments that Keras has for all of a kind and that change nothing here. */
const ignored: ReadonlySet<string> = new Set(["name", "reduction", "dtype", "loss_scale_factor"]);

/** `crossentropy` becomes the one that fits an output whose last axis is `width`, as in Keras. */
export const configureLoss = ({ class_name, config }: KerasObject, width: number): Configured<AnyLoss> => {
  const isAny = ["crossentropy", "ce"].includes(class_name.toLowerCase());
  const meant = !isAny ? class_name : width === 1 ? "binary_crossentropy" : "sparse_categorical_crossentropy";
  return configure(
    "loss",
    { class_name: meant, config },
    lossByName.get(meant),
    losses.map(({ name }) => name),
  );
};

/** Scaling the loss by a power of two changes nothing in float32: `LossScaleOptimizer` is the optimizer within. */
export const configureOptimizer = (object: KerasObject): Configured<AnyOptimizer> => {
  const inner = object.class_name === "LossScaleOptimizer" ? (object.config["inner_optimizer"] ?? null) : null;
  if (typeof inner === "string") return configureOptimizer({ class_name: inner, config: {} });
  if (isKerasObject(inner)) return configureOptimizer(inner);
  return configure(
    "optimizer",
    object,
    optimizerByName(object.class_name),
    optimizers.map(({ name }) => name),
  );
};

/** How an output of which nothing is asked but metrics gets its targets. */
const formWithoutLoss = (metrics: readonly KerasObject[], outputs: number): TargetForm | undefined => {
  if (metrics.length === 0) return undefined;
  const isOfClass = (one: KerasObject): boolean => metricByName.get(one.class_name)?.target === "class";
  if (outputs > 1 && metrics.some((one) => isAccuracy(one) || isOfClass(one))) return "index";
  return metrics.every(isAccuracy) ? "binary" : "values";
};

/** The form in which an output wants its targets; `width` is its last axis. */
export const targetFormOf = ({ loss, metrics }: Pick<OutputJob, "loss" | "metrics">, width: number) =>
  loss ? configureLoss(loss, width).of.targets : formWithoutLoss(metrics, width);

/** What is asked of each output; `widths` are their last axes. */
export function configureOutputs(jobs: readonly OutputJob[], widths: readonly number[]): readonly OutputSettings[] {
  const instance = instanceNames();
  return jobs.map(({ name, loss, weight, metrics, weightedMetrics = [] }, i) => {
    const width = widths[i]!;
    const targets = targetFormOf({ loss, metrics: [...metrics, ...weightedMetrics] }, width);
    if (targets === "sequence" && metrics.length + weightedMetrics.length > 0)
      throw new Trouble(
        `The output ${name} is compared with lists, and metrics take one answer for each: leave its metrics out`,
      );
    const plain = metrics.map((metric) => configureMetric(metric, targets, width, instance));
    const weighted = weightedMetrics.map((metric) => {
      const one = configureMetric(metric, targets, width, instance);
      const isTaken = plain.some(({ label }) => label === one.label);
      return { ...one, label: isTaken ? `weighted_${one.label}` : one.label, weighted: true };
    });
    return {
      name,
      loss: loss && configureLoss(loss, width),
      weight,
      metrics: [...plain, ...weighted],
      targets,
    };
  });
}

/** Keras numbers the objects of a class: the second `AUC()` is `auc_1`, whichever output it belongs to. */
function instanceNames(): (label: string) => string {
  const counts = new Map<string, number>();
  return (label) => {
    const count = counts.get(label) ?? 0;
    counts.set(label, count + 1);
    return count === 0 ? label : `${label}_${count}`;
  };
}

/** The texts that mean the accuracy that fits; `Accuracy()` is a metric of its own. */
const isAccuracy = ({ class_name, config }: KerasObject): boolean =>
  ["accuracy", "acc"].includes(class_name) || (class_name === "Accuracy" && config["name"] === "Accuracy");

/** `accuracy` becomes the accuracy that fits the targets and the output, as in Keras. */
function configureMetric(
  object: KerasObject,
  targets: TargetForm | undefined,
  width: number,
  instance: (label: string) => string,
): Configured<AnyMetric> & { readonly label: string } {
  const { class_name } = object;
  if (isAccuracy(object)) {
    const meant =
      width === 1 ? "BinaryAccuracy" : targets === "index" ? "SparseCategoricalAccuracy" : "CategoricalAccuracy";
    return {
      ...configure("metric", { class_name: meant, config: {} }, metricByName.get(meant), []),
      label: class_name,
    };
  }
  const found = configure(
    "metric",
    object,
    metricByName.get(class_name),
    metrics.map(({ name }) => name),
  );
  const named = object.config["name"];
  return {
    ...found,
    label: typeof named === "string" ? named : class_name === found.of.name ? instance(found.of.label) : class_name,
  };
}

function configure<T extends { readonly params: Params }>(
  kind: string,
  { class_name, config }: KerasObject,
  of: T | undefined,
  known: readonly string[],
): Configured<T> {
  if (!of) throw new Trouble(`Batchwise has no ${kind} “${class_name}”; it has ${known.join(", ")}`);
  const parsed: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(of.params)) {
    const given = config[name];
    // None where it means nothing stands for the preset
    const isLeft = given === undefined || (given === null && param.parse(null) instanceof Misfit);
    const value = isLeft ? param.default : given;
    if (value === undefined) throw new Trouble(`The ${kind} ${class_name} needs ${name}: ${param.docs}`);
    const result: unknown = param.parse(value);
    if (result instanceof Misfit)
      throw new Trouble(`The ${kind} ${class_name}: ${name} must be ${result.expected}, got ${showLiteral(value)}`);
    parsed[name] = result;
  }
  const isIgnored = (name: string): boolean => ignored.has(name) || (name === "axis" && config[name] === -1);
  const unknown = Object.keys(config).find((name) => !Object.hasOwn(of.params, name) && !isIgnored(name));
  if (unknown) throw new Trouble(`The ${kind} ${class_name} has no argument ${unknown}`);
  return { of, config: parsed };
}

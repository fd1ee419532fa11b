/** From the names and objects of a job to the losses, metrics and optimizers they stand for, with checked arguments. */
import { Misfit, type Params } from "../layers/param";
import { Trouble } from "../base/trouble";
import { showLiteral, type KerasObject } from "../model/literal";
import { lossByName, losses } from "./losses";
import { targetKind, type AnyLoss } from "./losses/loss";
import { metricByName, metrics } from "./metrics";
import type { AnyMetric } from "./metrics/metric";
import { optimizerByName, optimizers } from "./optimizers";
import type { AnyOptimizer } from "./optimizers/optimizer";

export interface Configured<T> {
  readonly of: T;
  /** What the definition's own functions take; they know its type. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Arguments that Keras has for all of a kind and that change nothing here. */
const ignored: ReadonlySet<string> = new Set(["name", "reduction", "dtype", "loss_scale_factor"]);

export const configureLoss = (object: KerasObject): Configured<AnyLoss> =>
  configure(
    "loss",
    object,
    lossByName.get(object.class_name),
    losses.map(({ name }) => name),
  );

export const configureOptimizer = (object: KerasObject): Configured<AnyOptimizer> =>
  configure(
    "optimizer",
    object,
    optimizerByName(object.class_name),
    optimizers.map(({ name }) => name),
  );

/** `accuracy` becomes the accuracy that fits the loss and the output, as in Keras. */
export function configureMetric(
  object: KerasObject,
  loss: AnyLoss,
  outputs: number,
): Configured<AnyMetric> & { readonly label: string } {
  const { class_name } = object;
  if (["accuracy", "acc", "Accuracy"].includes(class_name)) {
    const meant =
      outputs === 1
        ? "BinaryAccuracy"
        : targetKind(loss) === "class"
          ? "SparseCategoricalAccuracy"
          : "CategoricalAccuracy";
    return {
      ...configure("metric", { class_name: meant, config: {} }, metricByName.get(meant), []),
      label: class_name === "acc" ? "acc" : "accuracy",
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
    label: typeof named === "string" ? named : class_name === found.of.name ? found.of.label : class_name,
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
    const value = config[name] ?? param.default;
    if (value === undefined) throw new Trouble(`The ${kind} ${class_name} needs ${name}: ${param.docs}`);
    const result: unknown = param.parse(value);
    if (result instanceof Misfit)
      throw new Trouble(`The ${kind} ${class_name}: ${name} must be ${result.expected}, got ${showLiteral(value)}`);
    parsed[name] = result;
  }
  const unknown = Object.keys(config).find((name) => !Object.hasOwn(of.params, name) && !ignored.has(name));
  if (unknown) throw new Trouble(`The ${kind} ${class_name} has no argument ${unknown}`);
  return { of, config: parsed };
}

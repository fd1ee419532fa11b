/** What `compile` says of a model's outputs, in any of Keras's forms: one for all, one for each in a list, or by name. */
import { outputNames } from "../model/graph";
import type { OutputJob } from "../model/job";
import { isKerasObject, isList, isUnknown, type KerasObject, type Literal } from "../model/literal";
import type { CompileSettings } from "../model/training";
import { lastDim } from "../model/shape";
import type { Analysis } from "./infer";

/** What each output is trained on. `notes` gets a sentence for everything that was taken otherwise than the file says. */
export function outputJobs(analysis: Analysis, compile: CompileSettings | undefined, notes: string[]): OutputJob[] {
  const { graph } = analysis;
  const names = outputNames(graph);
  const suited = graph.outputs.map(({ from }) => suitedLoss(analysis.byId.get(from)));
  const losses = lossesOf(compile?.loss ?? null, names, suited, notes);
  const weights = weightsOf(compile?.lossWeights ?? null, names, notes);
  const metrics = compile && metricsOf(compile.metrics, names, notes);
  return names.map((name, i) => {
    const loss = losses[i] ?? null;
    const usual = loss && isClassification(loss) ? [object("accuracy")] : [];
    return { name, loss, weight: weights[i]!, metrics: metrics?.[i] ?? usual };
  });
}

const object = (class_name: string): KerasObject => ({ class_name, config: {} });

/** The loss that fits what a layer gives, for files without `compile`. */
function suitedLoss(last: ReturnType<Analysis["byId"]["get"]>): string {
  const traits = last?.resolved?.layer.traits(last.resolved.config) ?? [];
  if (!traits.includes("probabilities")) return "mean_squared_error";
  return last?.shape && lastDim(last.shape) === 1 ? "binary_crossentropy" : "sparse_categorical_crossentropy";
}

const isClassification = ({ class_name }: KerasObject): boolean => /crossentropy/i.test(class_name);

const isDictionary = (value: Literal): value is KerasObject => isKerasObject(value) && value.class_name === "dict";

/** By name or as an object; names are resolved by whoever makes the thing. */
export function asNamed(value: Literal): KerasObject | undefined {
  if (typeof value === "string") return object(value);
  return isKerasObject(value) && !isDictionary(value) ? value : undefined;
}

export const whyUnknown = (value: Literal): string =>
  isUnknown(value) ? value.unknown : "what the file gives is not of a kind that can be used";

/** Entries by name in the order of the outputs; undefined for an output that is not named. */
function byName(given: KerasObject, names: readonly string[], what: string, notes: string[]) {
  for (const name of Object.keys(given.config))
    if (!names.includes(name))
      notes.push(`${what} names “${name}”, which is no output of the model (${names.join(", ")}).`);
  return names.map((name) => (Object.hasOwn(given.config, name) ? given.config[name]! : undefined));
}

function lossesOf(
  given: Literal,
  names: readonly string[],
  suited: readonly string[],
  notes: string[],
): readonly (KerasObject | null)[] {
  const one = (value: Literal, i: number): KerasObject => {
    const known = asNamed(value);
    if (known) return known;
    const where = names.length > 1 ? ` of ${names[i]!}` : "";
    notes.push(`The loss${where} is ${suited[i]!}: ${whyUnknown(value)}.`);
    return object(suited[i]!);
  };
  const none = (value: Literal | undefined, i: number): KerasObject | null =>
    value === null || value === undefined ? null : one(value, i);
  if (given === null) return suited.map(object);
  if (isDictionary(given)) return byName(given, names, "The loss", notes).map(none);
  if (isList(given) && given.length === names.length) return given.map(none);
  return names.map((_, i) => one(given, i));
}

function weightsOf(given: Literal, names: readonly string[], notes: string[]): readonly number[] {
  const one = (value: Literal | undefined, i: number): number => {
    if (typeof value === "number") return value;
    if (value !== undefined && value !== null)
      notes.push(`The loss of ${names[i]!} counts once: ${whyUnknown(value)}.`);
    return 1;
  };
  if (isDictionary(given)) return byName(given, names, "loss_weights", notes).map(one);
  if (isList(given) && given.length === names.length) return given.map(one);
  return names.map((_, i) => one(given, i));
}

function metricsOf(
  given: readonly Literal[],
  names: readonly string[],
  notes: string[],
): readonly (readonly KerasObject[])[] {
  const known = (metric: Literal): readonly KerasObject[] => {
    if (metric === null) return [];
    if (isList(metric)) return metric.flatMap(known);
    const found = asNamed(metric);
    if (!found) notes.push(`A metric is left out: ${whyUnknown(metric)}.`);
    // Keras calls a metric that is given as a text by that very text
    return found ? [typeof metric === "string" ? { ...found, config: { name: metric } } : found] : [];
  };
  const [first] = given;
  if (given.length === 1 && first !== undefined && isDictionary(first))
    return byName(first, names, "metrics", notes).map((metric) => known(metric ?? null));
  if (names.length === 1) return [known(given)];
  if (given.length === names.length) return given.map(known);
  if (given.length > 0)
    notes.push(
      `The metrics are taken for every output; for metrics of their own give one list for each of ${names.join(", ")}.`,
    );
  const all = known(given);
  return names.map(() => all);
}

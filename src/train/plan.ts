/** From a model and its settings to what one step computes: the loss, its gradients, and how weights move. */
import { Trouble } from "../base/trouble";
import type { Texts } from "../layers/layer";
import type { Graph, Node } from "../model/graph";
import { add } from "../ops/binary";
import { constant, input, type Sizes, type Value } from "../ops/op";
import { scale } from "../ops/unary";
import type { Update } from "../ops/update";
import { poolFirst, simplify } from "./fuse";
import { gradients } from "./gradients";
import { lower, type Lowered, type ModelWeight, type Slot, type Table } from "./lower";
import type { AnyOptimizer } from "./optimizers/optimizer";
import { optimize } from "./optimize";
import { lossOf, outputValues, watchedOf, type OutputSettings, type OutputValues } from "./outputs";
import type { Configured } from "./settings";

export interface PlanSettings {
  readonly graph: Graph;
  /** Shape of one sample for each input of the model. */
  readonly inputShapes: readonly Sizes[];
  /** For each input the texts that its numbers stand for, where it has texts; absent where none has. */
  readonly texts?: readonly (Texts | undefined)[];
  /** One for each output of the model, in its order. */
  readonly outputs: readonly OutputSettings[];
  readonly optimizer: Configured<AnyOptimizer>;
  readonly seed: number;
  /** Evaluates without the penalties on weights. */
  readonly plainEvaluation?: boolean;
}

/** What is computed for one batch of a given size. */
export interface Plan {
  readonly batch: number;
  /**
   * Fed before each step, by name: `x0`, `x1` … for the model's inputs; for its outputs targets `y0`, `y1` … and, where samples are weighed,
   * `w0`, `w1` …
   */
  readonly inputs: readonly Value[];
  readonly weights: readonly ModelWeight[];
  readonly slots: readonly Slot[];
  /** Numbers that never change, where there are many. */
  readonly tables?: readonly Table[];
  /** Read after each step, by name: `loss`, `prediction0`, `prediction1` …, and what `watchedOf` names. */
  readonly outputs: ReadonlyMap<string, Value>;
  readonly updates: readonly Update[];
}

/** Forward, backward and update; with `gathers` the gradients are only gathered for a later step. */
export function planTraining(settings: PlanSettings, batch: number, gathers = false): Plan {
  const begun = pooledFirst(begin(settings, batch, true));
  const { model, total } = begun;
  const trained = model.weights.filter((weight) => weight.trained);
  const found = gradients(
    total,
    constant(1, [1]),
    trained.map((weight) => weight.value),
  );
  const moved = trained.flatMap((weight, i) => (found[i] ? [{ weight, gradient: found[i] }] : []));
  const { slots, updates } = optimize(settings.optimizer, moved, gathers);
  return finish(settings, begun, slots, [...model.updates, ...updates]);
}

/** Forward only, as the model predicts, with loss and metrics. */
export const planEvaluation = (settings: PlanSettings, batch: number): Plan =>
  finish(settings, begin(settings, batch, false), [], []);

/** A number of a step that can be looked at, by its name among the outputs of `planInspection`. */
export type Look =
  | { readonly kind: "activation"; readonly name: string; readonly layer: Node }
  | { readonly kind: "loss"; readonly name: string }
  | { readonly kind: "gradient"; readonly name: string; readonly weight: string };

/** A step without its update, of which everything can be read: in `looks`, in the order in which it is computed. */
export function planInspection(
  settings: PlanSettings,
  batch: number,
): { readonly plan: Plan; readonly looks: readonly Look[] } {
  const begun = begin(settings, batch, true);
  const { model, total } = begun;
  const trained = model.weights.filter((weight) => weight.trained);
  const found = gradients(
    total,
    constant(1, [1]),
    trained.map((weight) => weight.value),
  );
  const seen: (readonly [Look, Value])[] = [
    ...model.made.map(
      ({ node, value }, i) => [{ kind: "activation", name: `activation${i}`, layer: node }, value] as const,
    ),
    [{ kind: "loss", name: "total" }, total],
    // the last layers' gradients come first
    ...trained
      .flatMap(({ name }, i) =>
        found[i] ? [[{ kind: "gradient", name: `gradient${i}`, weight: name }, found[i]] as const] : [],
      )
      .reverse(),
  ];
  const plan = finish(settings, begun, [], []);
  const simple = simplify(
    seen.map(([, value]) => value),
    [],
  );
  const outputs = new Map(seen.map(([{ name }], i) => [name, simple.outputs[i]!]));
  return { plan: { ...plan, outputs }, looks: seen.map(([look]) => look) };
}

/** A model with what it is fed and compared with. */
interface Begun {
  readonly batch: number;
  readonly feeds: readonly Value[];
  readonly model: Lowered;
  readonly values: readonly OutputValues[];
  /** Of each output by itself. */
  readonly losses: readonly (Value | undefined)[];
  /** What is made smaller: the losses times their weights, and the penalties. */
  readonly total: Value;
}

function begin(settings: PlanSettings, batch: number, training: boolean): Begun {
  const feeds = settings.inputShapes.map((shape, i) => input(`x${i}`, [batch, ...shape]));
  const model = lower(settings.graph, feeds, training, settings.seed, settings.texts);
  const values = outputValues(settings.outputs, model);
  const losses = values.map(lossOf);
  const parts = losses.flatMap((loss, i) => (loss ? [weighted(loss, settings.outputs[i]!.weight)] : []));
  const penalties = settings.plainEvaluation && !training ? [] : model.penalties;
  const [first, ...others] = [...parts, ...penalties];
  if (!first) throw nothingToTrain();
  return { batch, feeds, model, values, losses, total: others.reduce(add, first) };
}

const weighted = (loss: Value, weight: number): Value => (weight === 1 ? loss : scale(loss, weight));

const nothingToTrain = (): Trouble =>
  new Trouble(
    "No output of the model has a loss, and no layer has a penalty: there is nothing to train. Give compile a loss.",
  );

function pooledFirst(begun: Begun): Begun {
  const { total, losses, values, model } = begun;
  const roots = [total, ...losses.filter((loss) => loss !== undefined), ...values.map(({ prediction }) => prediction)];
  const { outputs, updates } = poolFirst(roots, model.updates);
  const now = new Map(roots.map((root, i) => [root, outputs[i]!]));
  return {
    ...begun,
    model: { ...model, updates },
    values: values.map((one) => ({ ...one, prediction: now.get(one.prediction)! })),
    losses: losses.map((loss) => loss && now.get(loss)!),
    total: now.get(total)!,
  };
}

function finish(
  settings: PlanSettings,
  { batch, feeds, model, values, losses, total }: Begun,
  slots: readonly Slot[],
  updates: readonly Update[],
): Plan {
  const named = [
    ["loss", total] as const,
    ...values.map(({ prediction }, i) => [predictionName(i), prediction] as const),
    ...watchedOf(settings.outputs).map(({ label, sums }) => [label, sums(values, losses)] as const),
  ];
  const { outputs, updates: simpler } = simplify(
    named.map(([, value]) => value),
    updates,
  );
  const fed = values.flatMap(({ target, weights }) => [target, weights].filter((value) => value !== undefined));
  return {
    batch,
    inputs: [...feeds, ...fed],
    weights: model.weights,
    slots: [...model.states, ...slots],
    tables: model.tables,
    outputs: new Map(named.map(([name], i) => [name, outputs[i]!])),
    updates: simpler,
  };
}

/** The name of an output's own numbers among those of a plan. */
export const predictionName = (index: number): string => `prediction${index}`;

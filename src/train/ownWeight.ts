/** Weights that the file gives a layer of its own class (`self.add_weight(…)`), and what its `call` does with them. */
import type { WeightSpec } from "../layers/layer";
import { together } from "../layers/operate/operation";
import { Misfit, constraint, initializer, regularizer } from "../layers/param";
import type { Node, NodeWeight } from "../model/graph";
import { findUnknown, isKerasObject, type KerasObject, type Literal } from "../model/literal";
import { detach } from "../ops/detach";
import { sizeOf, type Value } from "../ops/op";
import { sumAll } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { assign, type Update } from "../ops/update";
import { Untrainable } from "./untrainable";

/** By the names that they have in their layer. */
export type OwnWeights = ReadonlyMap<string, OwnWeight>;
export interface OwnWeight {
  readonly name: string;
  readonly weight: Value;
  /** What `call` reads at this place: what was assigned, if anything was. */
  now: Value;
}

const first = initializer("", "glorot_uniform");
const penalty = regularizer("");
const bound = constraint("");

/** How a weight begins, what is paid for it, and what holds it, as Keras has it where the file does not say. */
export function specOf(node: Node, given: NodeWeight): WeightSpec {
  const { name, shape, trainable } = given;
  const parsed = <T>(what: string, value: Literal, parse: (value: Literal) => T | Misfit): T => {
    const hidden = findUnknown(value);
    const made = hidden ? undefined : parse(value);
    if (made !== undefined && !(made instanceof Misfit)) return made;
    const why = hidden?.unknown ?? `it has to be ${made instanceof Misfit ? made.expected : "another"}`;
    throw new Untrainable(
      node,
      `${node.type} “${node.name}” cannot be trained yet: the ${what} of its weight ${name} is not known: ${why}`,
    );
  };
  return {
    shape,
    trainable,
    initializer: parsed("initializer", given.initializer ?? first.default ?? null, begins),
    regularizer: parsed("regularizer", given.regularizer ?? null, (value) => penalty.parse(value)),
    constraint: parsed("constraint", given.constraint ?? null, (value) => bound.parse(value)),
  };
}

/** Numbers that the file gives begin as they are. */
const begins = (value: Literal): KerasObject | Misfit =>
  isKerasObject(value) && value.class_name === "Given" ? value : first.parse(value);

/** What a step of a `call` does beside its result. */
interface Effects {
  readonly penalties: Value[];
  readonly updates: Update[];
  /** What weights are from now on in this step. */
  readonly assigned: Map<Value, Value>;
}

/** What a step gives that is on a weight of the layer around it, or one that only adds to the loss; undefined for all others. */
export function onWeight(node: Node, inputs: readonly Value[], own: OwnWeights, effects: Effects): Value | undefined {
  const [x] = inputs;
  if (node.type === "AddLoss" && x) {
    effects.penalties.push(sumAll(x));
    return x;
  }
  const name = node.call?.["weight"];
  const kept = typeof name === "string" ? own.get(name) : undefined;
  if (node.type === "Variable" && kept) return kept.now;
  if (node.type !== "Assign" || !kept) return undefined;
  const { weight } = kept;
  const number = node.call?.["value"];
  const given = inputs[1] ?? (typeof number === "number" ? number : undefined);
  const wide = given === undefined ? undefined : together(weight, given)?.[1];
  if (!wide || sizeOf(wide.shape) !== sizeOf(weight.shape))
    throw new Untrainable(
      node,
      `${node.type} “${node.name}” cannot be trained yet: what is assigned to ${kept.name} is not of its shape`,
    );
  // no gradient goes through a weight that is written
  const value = reshape(detach(wide), weight.shape);
  effects.updates.push(assign({ weight }, { value }));
  effects.assigned.set(weight, value);
  kept.now = value;
  return value;
}

/** What operations on tensors do (`x + y`, `keras.ops.relu(x)`), as traits: they are no layers, but stand between layers. */
import { activationTraits } from "./activation";
import { activations } from "./activations";
import type { Trait } from "./layer";

/** Keras's class for the operation that an activation function makes. */
const classOf = (name: string): string => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The activation that an operation of a class applies. */
export const operationActivation: ReadonlyMap<string, string> = new Map([
  ...[...activations.keys()].map((name): [string, string] => [classOf(name), name]),
  // `keras.ops.relu` makes a Relu, `keras.activations.relu` a ReLU
  ["ReLU", "relu"],
]);

/** By the operation's class. Operations that are not listed may do anything. */
export const operationTraits: ReadonlyMap<string, readonly Trait[]> = new Map<string, readonly Trait[]>([
  ["Add", ["adds"]],
  ["Multiply", ["multiplies"]],
  ["LocalResponseNormalization", ["normalizes-neighbours", "nonlinear"]],
  ...[...operationActivation].map(([type, name]): [string, readonly Trait[]] => [
    type,
    [...activationTraits({ class_name: name, config: {} }), "keeps-channels"],
  ]),
]);

/** Functions of `keras.ops`, `keras.activations` and TensorFlow on tensors: one row each. */
import type { Arguments } from "../../python/arguments";
import type { Machine, Site } from "../../python/machine";
import type { Value } from "../../python/value";
import { operate } from "./operation";
import { Tensor } from "./tensor";

/** The class of the operation that an activation function makes. */
const activationClasses: Readonly<Record<string, string>> = {
  relu: "ReLU",
  leaky_relu: "LeakyRelu",
  softmax: "Softmax",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
};

/** An activation function called on a tensor; undefined when there is none. */
export function activationCall(name: string, args: Arguments, site: Site, machine: Machine): Value | undefined {
  const tensor = args.positional[0]?.value;
  if (!(tensor instanceof Tensor)) return undefined;
  const type = activationClasses[name] ?? name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return operate(type, [tensor], ([shape]) => shape!, site, machine);
}

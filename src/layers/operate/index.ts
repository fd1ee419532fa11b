/** Every operation on tensors that the engine can do, by Keras's class for it. */
import type { Config } from "../../model/literal";
import type { Value } from "../../ops/op";
import { Unsupported } from "../layer";
import { asLayers } from "./asLayers";
import { einsum } from "./einsum";
import { elementwise } from "./elementwise";
import { images } from "./images";
import { layout } from "./layout";
import { matrices } from "./matrices";
import { notNumbers } from "./notNumbers";
import { Operands, type Operation, type Surroundings } from "./operation";
import { picking } from "./picking";
import { reductions } from "./reduce";
import { refused } from "./refused";
import { solving } from "./solving";
import { sorting } from "./sorting";
import { spectra } from "./spectra";

export const operations: ReadonlyMap<string, Operation> = new Map([
  ...elementwise,
  ...layout,
  ...picking,
  ...images,
  ...reductions,
  ...spectra,
  ...sorting,
  ...asLayers,
  ...matrices,
  ...notNumbers,
  ...solving,
  ["Einsum", einsum],
  ["Constant", ({ x }) => x],
]);

/** What an operation gives for tensors, with its other arguments as the call has them. */
export function operate(
  type: string,
  inputs: readonly Value[],
  call: Config,
  around: Surroundings = { batch: inputs[0]?.shape[0] ?? 1, mixes: false },
): readonly Value[] | Unsupported {
  const operation = operations.get(type);
  if (!operation) return refused.get(type) ?? new Unsupported(`the engine has no operation ${type}`);
  const operands = new Operands(inputs, call, around);
  const { hidden } = operands;
  if (hidden !== undefined) return new Unsupported(`its ${hidden} is known only when the file is run`);
  const result = operation(operands);
  return result instanceof Unsupported ? result : "op" in result ? [result] : result;
}

/** A recurrent layer as operations: one product for the inputs of all steps, then the steps. */
import type { KerasObject } from "../../model/literal";
import { addBias } from "../../ops/addBias";
import { reverse } from "../../ops/alongAxis";
import { multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { slice } from "../../ops/concatenate";
import { dropout } from "../../ops/dropout";
import { matmul } from "../../ops/matmul";
import { constant, input, isLeaf, type Value } from "../../ops/op";
import { recurrent, type Bend, type CellKind } from "../../ops/recurrent";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import type { UnaryName } from "../../ops/unary";
import { activations } from "../activations";
import { Unsupported, type Step } from "../layer";
import type { RecurrentConfig } from "./recurrent";

interface Kernels {
  readonly kernel: Value;
  readonly recurrent_kernel: Value;
  readonly bias: Value | undefined;
}

/** An activation as a function of one number, where it is one. */
function bendOf({ class_name, config }: KerasObject): Bend | Unsupported {
  const x = input("x", [1]);
  const y = activations.get(class_name)!.lower(x, config);
  if (y === x) return { fn: "affine", a: 1, b: 0 };
  const { fn, a, b } = y.attrs as { fn: UnaryName; a: number; b: number };
  const simple = y.op.name === "unary" && y.inputs["x"] !== undefined && isLeaf(y.inputs["x"]);
  return simple ? { fn, a, b } : new Unsupported(`its steps cannot be bent by ${class_name}`);
}

/** The output, and the states where they are wanted. */
export function lowerRecurrent(
  kind: CellKind,
  x: Value,
  config: RecurrentConfig,
  { kernel, recurrent_kernel, bias }: Kernels,
  step: Step,
): readonly Value[] | Unsupported {
  const bend = bendOf(config.activation);
  const gate = bendOf(config.recurrent_activation ?? config.activation);
  if (bend instanceof Unsupported) return bend;
  if (gate instanceof Unsupported) return gate;
  if (config.stateful) return new Unsupported("states that go from batch to batch are not in the engine");
  if (step.training && config.recurrent_dropout > 0) return new Unsupported("recurrent_dropout is not in the engine");
  const [batch, steps, features] = x.shape as readonly [number, number, number];
  const [units, wide] = recurrent_kernel.shape as readonly [number, number];
  const read = config.go_backwards ? reverse(x, 1) : x;
  const kept = step.training && config.dropout > 0 ? dropSteps(read, config.dropout, step) : read;
  const products = matmul(reshape(kept, [batch * steps, features]), kernel);
  const after = kind === "gru" && config.reset_after === true;
  const [own, ofState] = bias && after ? [row(bias, 0), row(bias, 1)] : [bias, undefined];
  const given = reshape(own ? addBias(products, own) : products, [batch, steps, wide]);
  const [h, c] = step.given("initial_state");
  const [mask] = step.masks;
  const ahead = mask && config.go_backwards ? reverse(mask, 1) : mask;
  const trace = recurrent(
    {
      x: given,
      kernel: recurrent_kernel,
      bias: ofState ?? constant(0, [after ? wide : 1]),
      h: h ?? constant(0, [batch, units]),
      c: kind === "lstm" ? (c ?? constant(0, [batch, units])) : constant(0, [1]),
      mask: ahead ?? constant(1, [1]),
    },
    { kind, after, masked: mask !== undefined, bend, gate },
  );
  const columns = trace.shape[2]!;
  /** Units of the trace at the last step, counted from its end. */
  const last = (part: number): Value =>
    reshape(slice(slice(trace, 0, steps - 1, 1), 2, columns - part * units, units), [batch, units]);
  const y = config.return_sequences ? transpose(slice(trace, 2, columns - units, units), [1, 0, 2]) : last(1);
  if (!config.return_state) return [y];
  return kind === "lstm" ? [y, last(1), last(2)] : [y, last(1)];
}

const row = (bias: Value, index: number): Value => reshape(slice(bias, 0, index, 1), [bias.shape[1]!]);

/** The same features dropped at every step, as Keras does. */
function dropSteps(x: Value, rate: number, step: Step): Value {
  const [batch, , features] = x.shape as readonly [number, number, number];
  return multiply(x, broadcastTo(dropout(constant(1, [batch, 1, features]), rate, step.random()), x.shape));
}

/**
 * A recurrent layer as operations: one product for the inputs of all steps, then the steps, as one operation where it knows their
 * cell, else written out.
 */
import type { KerasObject } from "../../model/literal";
import { addBias } from "../../ops/addBias";
import { along, mapOf, reverse } from "../../ops/alongAxis";
import { multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, rowsOf, slice } from "../../ops/concatenate";
import { dropout } from "../../ops/dropout";
import { matmul } from "../../ops/matmul";
import { constant, input, isLeaf, type Value } from "../../ops/op";
import { recurrent, type Bend, type CellKind } from "../../ops/recurrent";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { unary, type UnaryName } from "../../ops/unary";
import { activations } from "../activations";
import type { Step } from "../layer";
import { cellStep, gatesOf, repeated, stacked, statesOf } from "./cells";
import type { RecurrentConfig } from "./recurrent";

interface Kernels {
  readonly kernel: Value;
  readonly recurrent_kernel: Value;
  readonly bias: Value | undefined;
}

/** The states of all steps. */
interface Run {
  readonly sequence: () => Value;
  /** The states at the last step, the output first. */
  readonly last: readonly Value[];
}

/** The output, and the states where they are wanted. */
export function lowerRecurrent(
  kind: CellKind,
  x: Value,
  config: RecurrentConfig,
  kernels: Kernels,
  step: Step,
): readonly Value[] {
  const units = kernels.recurrent_kernel.shape[0]!;
  const first = firstStates(statesOf[kind], [x.shape[0]!, units], config.stateful, step);
  const [given] = step.masks;
  const mask = given && config.go_backwards ? reverse(given, 1) : given;
  const read = config.go_backwards ? reverse(x, 1) : x;
  const bends = [bendOf(config.activation), bendOf(config.recurrent_activation ?? config.activation)] as const;
  const dropsStates = step.training && config.recurrent_dropout > 0;
  const run =
    bends[0] && bends[1] && !dropsStates
      ? inOneOperation(kind, read, config, kernels, first.states, mask, [bends[0], bends[1]], step)
      : writtenOut(kind, read, config, kernels, first.states, mask, step);
  first.keep(run.last);
  const y = outputOf(run.sequence, run.last[0]!, first.areZero ? undefined : mask, config.return_sequences);
  return config.return_state ? [y, ...run.last] : [y];
}

/** States to begin with: those given, those of the last batch, or zeros; and what keeps them for the next. */
export function firstStates(count: number, shape: readonly number[], stateful: boolean, step: Step) {
  const kept = stateful ? Array.from({ length: count }, () => step.state(shape)) : [];
  const given = step.given("initial_state");
  return {
    states: Array.from({ length: count }, (_, i) => given[i] ?? kept[i] ?? constant(0, shape)),
    areZero: given.length === 0 && !stateful,
    keep: (last: readonly Value[]): void => kept.forEach((state, i) => step.average(state, last[i]!, 0)),
  };
}

/** All steps, or the last. As in Keras an output is 0 until the first step that counts, though the state may be another. */
export function outputOf(sequence: () => Value, last: Value, mask: Value | undefined, sequences: boolean): Value {
  const y = sequences ? sequence() : last;
  if (!mask) return y;
  const before = mapOf(Array.from({ length: mask.shape[1]! }, (_, t) => upTo(t)));
  return withoutPadding(y, unary("clip", along(mask, 1, before), 0, 1), sequences);
}
const upTo = (t: number) => Array.from({ length: t + 1 }, (_, i) => [i, 1] as const);

/** Values dropped at random, once for all steps; x and what is kept of it have the same axes. */
export const dropping = (shape: readonly number[], rate: number, step: Step): Value =>
  dropout(constant(1, shape), rate, step.random());

/** An activation as a function of one number, where it is one. */
function bendOf({ class_name, config }: KerasObject): Bend | undefined {
  const x = input("x", [1]);
  const y = activations.get(class_name)!.lower(x, config);
  if (y === x) return { fn: "affine", a: 1, b: 0 };
  const { fn, a, b } = y.attrs as { fn: UnaryName; a: number; b: number };
  const simple = y.op.name === "unary" && y.inputs["x"] !== undefined && isLeaf(y.inputs["x"]);
  return simple ? { fn, a, b } : undefined;
}

/**
 * What the inputs add to the gates at all steps, [batch, steps, gates · units] or step by step (the two first axes change places where there is less
 * to move), and the bias that only the state has.
 */
function fromInputs(
  kind: CellKind,
  x: Value,
  config: RecurrentConfig,
  { kernel, bias }: Kernels,
  step: Step,
  byStep: boolean,
): { readonly given: Value; readonly after: boolean; readonly ofState: Value | undefined } {
  const [batch, steps, features] = x.shape as readonly [number, number, number];
  const wide = kernel.shape[1]!;
  const turnsFirst = byStep && features <= wide;
  const after = kind === "gru" && config.reset_after === true;
  const [own, ofState] = bias && after ? [row(bias, 0), row(bias, 1)] : [bias, undefined];
  const rate = step.training ? config.dropout : 0;
  const product = (part: Value): Value => {
    const kept = rate > 0 ? multiply(x, broadcastTo(dropping([batch, 1, features], rate, step), x.shape)) : x;
    return matmul(reshape(turnsFirst ? swapped(kept) : kept, [batch * steps, features]), part);
  };
  // as Keras: where states are dropped, each gate drops inputs of its own
  const gates = rate > 0 && config.recurrent_dropout > 0 ? gatesOf[kind] : 1;
  const parts = Array.from({ length: gates }, (_, g) => product(columnsOf(kernel, g, gates)));
  const products = concatenate(parts as [Value, ...Value[]], 1);
  const rows = own ? addBias(products, own) : products;
  if (turnsFirst) return { given: reshape(rows, [steps, batch, wide]), after, ofState };
  const given = reshape(rows, [batch, steps, wide]);
  return { given: byStep ? swapped(given) : given, after, ofState };
}

const swapped = (x: Value): Value => transpose(x, [1, 0, 2]);
const row = (bias: Value, index: number): Value => reshape(slice(bias, 0, index, 1), [bias.shape[1]!]);
/** One of so many equal parts of the last axis. */
export const columnsOf = (kernel: Value, index: number, parts: number): Value => {
  const axis = kernel.shape.length - 1;
  const width = kernel.shape[axis]! / parts;
  return parts === 1 ? kernel : slice(kernel, axis, index * width, width);
};

function inOneOperation(
  kind: CellKind,
  x: Value,
  config: RecurrentConfig,
  kernels: Kernels,
  [h, c]: readonly Value[],
  mask: Value | undefined,
  [bend, gate]: readonly [Bend, Bend],
  step: Step,
): Run {
  const [batch, steps] = x.shape as readonly [number, number, number];
  const [units, wide] = kernels.recurrent_kernel.shape as [number, number];
  const { given, after, ofState } = fromInputs(kind, x, config, kernels, step, true);
  const states = recurrent(
    {
      x: given,
      kernel: kernels.recurrent_kernel,
      bias: ofState ?? constant(0, [after ? wide : 1]),
      h: h!,
      c: c ?? constant(0, [1]),
      mask: mask ?? constant(1, [1]),
    },
    { kind, after, masked: mask !== undefined, bend, gate },
  );
  const last = (state: number): Value => reshape(rowsOf(states, state * (steps + 1) + steps, 1), [batch, units]);
  return {
    sequence: () => swapped(rowsOf(states, 1, steps)),
    last: Array.from({ length: statesOf[kind] }, (_, i) => last(i)),
  };
}

/** The same with an operation for each part of each step: for cells that the one operation does not know. */
function writtenOut(
  kind: CellKind,
  x: Value,
  config: RecurrentConfig,
  kernels: Kernels,
  first: readonly Value[],
  mask: Value | undefined,
  step: Step,
): Run {
  const [batch, steps] = x.shape as readonly [number, number, number];
  const gates = gatesOf[kind];
  const units = kernels.recurrent_kernel.shape[0]!;
  const { given, after, ofState } = fromInputs(kind, x, config, kernels, step, false);
  const rate = step.training ? config.recurrent_dropout : 0;
  const drops = rate > 0 ? Array.from({ length: gates }, () => dropping([batch, units], rate, step)) : [];
  const times = (state: Value, gate: number): Value => {
    const product = matmul(
      drops[gate] ? multiply(state, drops[gate]) : state,
      columnsOf(kernels.recurrent_kernel, gate, gates),
    );
    return ofState ? addBias(product, columnsOf(ofState, gate, gates)) : product;
  };
  const cell = {
    kind,
    after,
    activation: config.activation,
    gate: config.recurrent_activation ?? config.activation,
    times,
  };
  const at = (t: number, gate: number): Value =>
    reshape(slice(slice(given, 1, t, 1), 2, gate * units, units), [batch, units]);
  const states = repeated(
    steps,
    first,
    (t, before) => cellStep(cell, (gate) => at(t, gate), before),
    mask && ((t) => slice(mask, 1, t, 1)),
  );
  return { sequence: () => stacked(states.map(([h]) => h!)), last: states.at(-1)! };
}

/** Zeros for the steps that do not count, or where the last one does not. `mask` is in the order of y's steps. */
export function withoutPadding(y: Value, mask: Value, sequences: boolean): Value {
  const steps = mask.shape[1]!;
  const counts = sequences ? mask : slice(mask, 1, steps - 1, 1);
  const shape = [y.shape[0]!, ...(sequences ? [steps] : []), ...y.shape.slice(sequences ? 2 : 1).map(() => 1)];
  return multiply(y, broadcastTo(reshape(counts, shape), y.shape));
}

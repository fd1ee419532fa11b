/** A convolutional LSTM as operations: the convolutions of all inputs at once, then a convolution of the state at each step. */
import type { KerasObject } from "../../model/literal";
import { addBias } from "../../ops/addBias";
import { reverse } from "../../ops/alongAxis";
import { multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import type { Step } from "../layer";
import { cellStep, repeated, stacked } from "./cells";
import { convolve } from "./convolve";
import { columnsOf, dropping, firstStates, outputOf } from "./recurrentSteps";
import { fromChannelsLast, marginsFor, toChannelsLast, type DataFormat, type Padding, type Rank } from "./spatial";

interface Config {
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat | null;
  readonly dilation_rate: readonly number[];
  readonly activation: KerasObject;
  readonly recurrent_activation: KerasObject;
  readonly dropout: number;
  readonly recurrent_dropout: number;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
  readonly stateful: boolean;
}
interface Weights {
  readonly kernel: Value;
  readonly recurrent_kernel: Value;
  readonly bias: Value | undefined;
}

/** An LSTM has so many gates. */
const GATES = 4;

export function lowerConvLstm(x: Value, rank: Rank, config: Config, weights: Weights, step: Step): readonly Value[] {
  const format = config.data_format;
  const { kernel, recurrent_kernel } = weights;
  const [batch, steps, ...rest] = x.shape as readonly [number, number, ...number[]];
  const read = config.go_backwards ? reverse(x, 1) : x;
  const images = toChannelsLast(reshape(read, [batch * steps, ...rest]), format);
  const given = inputsOf(images, batch, steps, config, weights, step);
  const filters = recurrent_kernel.shape.at(-1)! / GATES;
  const shape = [batch, ...given.shape.slice(2, -1), filters];
  const outside = fromShape(shape, format);
  const kept = firstStates(2, outside, config.stateful, step);
  const first = kept.states.map((state) => toChannelsLast(state, format));

  const rate = step.training ? config.recurrent_dropout : 0;
  const drops = rate > 0 ? Array.from({ length: GATES }, () => dropping(shape, rate, step)) : [];
  const margins = shape.slice(1, -1).map((size, axis) => marginsFor(size, kernel.shape[axis]!, 1, 1, "same"));
  const every = Array<number>(rank).fill(1);
  const moves = { strides: every, dilation: every, margins, groups: 1 };
  const times = (state: Value, gate: number): Value =>
    convolve(drops[gate] ? multiply(state, drops[gate]) : state, columnsOf(recurrent_kernel, gate, GATES), moves);
  const cell = {
    kind: "lstm" as const,
    after: false,
    activation: config.activation,
    gate: config.recurrent_activation,
    times,
  };
  const at = (t: number, gate: number): Value => reshape(columnsOf(slice(given, 1, t, 1), gate, GATES), shape);
  const [mask] = step.masks;
  const ahead = mask && config.go_backwards ? reverse(mask, 1) : mask;
  const states = repeated(
    steps,
    first,
    (t, before) => cellStep(cell, (gate) => at(t, gate), before),
    ahead && ((t) => slice(ahead, 1, t, 1)),
  ).map((all) => all.map((state) => fromChannelsLast(state, format)));
  const last = states.at(-1)!;
  kept.keep(last);
  const y = outputOf(
    () => stacked(states.map(([h]) => h!)),
    last[0]!,
    kept.areZero ? undefined : ahead,
    config.return_sequences,
  );
  return config.return_state ? [y, ...last] : [y];
}

const fromShape = (shape: readonly number[], format: DataFormat | null): readonly number[] =>
  format === "channels_first" ? [shape[0]!, shape.at(-1)!, ...shape.slice(1, -1)] : shape;

/** What the inputs add to the gates at all steps: [batch, steps, places…, gates · filters]. */
function inputsOf(images: Value, batch: number, steps: number, config: Config, weights: Weights, step: Step): Value {
  const { strides, dilation_rate, padding } = config;
  const { kernel, bias } = weights;
  const margins = strides.map((stride, axis) =>
    marginsFor(images.shape[axis + 1]!, kernel.shape[axis]!, stride, dilation_rate[axis]!, padding),
  );
  const moves = { strides, dilation: dilation_rate, margins, groups: 1 };
  const rate = step.training ? config.dropout : 0;
  const place = images.shape.slice(1);
  const dropped = (): Value => {
    const mask = broadcastTo(dropping([batch, 1, ...place], rate, step), [batch, steps, ...place]);
    return multiply(images, reshape(mask, images.shape));
  };
  // each gate drops inputs of its own
  const gates = rate > 0 ? GATES : 1;
  const parts = Array.from({ length: gates }, (_, gate) =>
    convolve(rate > 0 ? dropped() : images, columnsOf(kernel, gate, gates), moves),
  );
  const linear = concatenate(parts as [Value, ...Value[]], images.shape.length - 1);
  const y = bias ? addBias(linear, bias) : linear;
  return reshape(y, [batch, steps, ...y.shape.slice(1)]);
}

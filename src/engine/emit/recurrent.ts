import { timesWritten, type CellKind } from "../../ops/recurrent";
import type { Value } from "../../ops/op";
import { unaryFunctions, unaryNames, type UnaryName } from "../../ops/unary";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import type { Emission, Emitter } from "./emitter";

interface Attrs {
  readonly kind: CellKind;
  readonly after: boolean;
  readonly masked: boolean;
  readonly fn: UnaryName;
  readonly a: number;
  readonly b: number;
  readonly gateFn: UnaryName;
  readonly gateA: number;
  readonly gateB: number;
}

/** Samples of a block, as the kernels take them. */
const ROWS = 64;
/** The fewest samples that are worth a thread: fewer would read the kernel more often than they multiply. */
const FEWEST = 8;
/** Samples that a thread takes at a time, through all steps: so many that up to eight threads have some. */
const shareOf = (batch: number): number => Math.max(FEWEST, 4 * Math.ceil(batch / 32));

type FunctionOf = readonly [fn: number, fromY: number, a: number, b: number];
const functionOf = (fn: UnaryName, a: number, b: number): FunctionOf => [
  unaryNames.indexOf(fn),
  unaryFunctions[fn].slopeFrom === "y" ? 1 : 0,
  a,
  b,
];

/** What both directions need to know. */
function plan({ attrs, inputs }: Value, { of }: Emission) {
  const own = attrs as unknown as Attrs;
  const kernel = inputs["kernel"]!;
  const [units, columns] = kernel.shape as readonly [number, number];
  return {
    own,
    units,
    columns,
    kernel,
    mask: own.masked ? of(inputs["mask"]!) : 0,
    bend: functionOf(own.fn, own.a, own.b),
    gate: functionOf(own.gateFn, own.gateA, own.gateB),
  } as const;
}

/** Columns of the kernel from `first` on, `count` of them, packed once for all steps; turned over for the way back. */
function pack(kernel: Value, first: number, count: number, back: boolean, { of, temporary, call }: Emission): Ref {
  const [units, columns] = kernel.shape as readonly [number, number];
  const [depth, wide] = back ? [count, units] : [units, count];
  const steps: readonly [number, number] = back ? [4, 4 * columns] : [4 * columns, 4];
  const panels = Math.ceil(wide / 16);
  const packed = temporary("panels of a kernel", panels * depth * 64);
  call(kernels.packPanels(packed, at(of(kernel), 4 * first), depth, wide, ...steps), panels, Math.ceil(4096 / depth));
  return packed;
}

export const recurrent: Emitter = (trace, emission) => {
  const { of, call } = emission;
  const { x, h, c, bias } = trace.inputs as Readonly<Record<"x" | "h" | "c" | "bias", Value>>;
  const [steps, batch] = x.shape as readonly [number, number, number];
  const { own, units, columns, kernel, mask, bend, gate } = plan(trace, emission);
  const share = shareOf(batch);
  const first = [of(trace), of(x), of(h)] as const;
  const panels = (from: number, count: number): Ref => pack(kernel, from, count, false, emission);
  if (own.kind === "simple")
    call(kernels.simpleRecurrent(...first, mask, panels(0, columns), steps, batch, units, ...bend), batch, share);
  else if (own.kind === "lstm")
    call(
      kernels.lstm(...first, of(c), mask, panels(0, columns), steps, batch, units, ...bend, ...gate),
      batch,
      share,
      16 * units,
    );
  else {
    const kernelOf = [panels(0, 2 * units), panels(2 * units, units)] as const;
    const after = own.after ? 1 : 0;
    call(
      kernels.gru(...first, mask, ...kernelOf, own.after ? of(bias) : 0, steps, batch, units, after, ...bend, ...gate),
      batch,
      share,
      12 * units,
    );
  }
};

export const recurrentGradient: Emitter = (gradient, emission) => {
  const { of, call } = emission;
  const { dStates, trace } = gradient.inputs as Readonly<Record<"dStates" | "trace", Value>>;
  const { own, units, columns, kernel, mask, bend, gate } = plan(gradient, emission);
  const steps = (gradient.shape[0]! - 1) / timesWritten(own);
  const batch = gradient.shape[1]!;
  const share = shareOf(batch);
  const ofLast = gradient.attrs["ofLast"] === true ? 1 : 0;
  const first = [of(gradient), of(dStates), ofLast, of(trace), mask] as const;
  const panels = (from: number, count: number): Ref => pack(kernel, from, count, true, emission);
  const states = 4 * ROWS * units;
  const [fn, , a, b] = bend;
  if (own.kind === "simple")
    call(
      kernels.simpleRecurrentGradient(...first, panels(0, columns), steps, batch, units, fn, a, b),
      batch,
      share,
      states + 4 * units,
    );
  else if (own.kind === "lstm")
    call(
      kernels.lstmGradient(...first, panels(0, columns), steps, batch, units, ...bend, ...gate),
      batch,
      share,
      2 * states + 24 * units,
    );
  else {
    const after = own.after ? 1 : 0;
    const gates = panels(0, own.after ? columns : 2 * units);
    const candidate = own.after ? 0 : panels(2 * units, units);
    call(
      kernels.gruGradient(...first, gates, candidate, steps, batch, units, after, ...bend, ...gate),
      batch,
      share,
      2 * states + 16 * units,
    );
  }
};

import { gradientOf, traceOf, type CellKind } from "../../ops/recurrent";
import type { Value } from "../../ops/op";
import { unaryFunctions, unaryNames, type UnaryName } from "../../ops/unary";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import { BLOCK_ROWS, NUMBERS, PANEL_BYTES, type Emission, type Emitter } from "./emitter";

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

/** What both directions need to know. */
function plan(trace: Value, inputs: Readonly<Record<string, Value>>, { of }: Emission) {
  const attrs = trace.attrs as unknown as Attrs;
  const [steps, batch, wide] = trace.shape as readonly [number, number, number];
  const [units, columns] = inputs["kernel"]!.shape as readonly [number, number];
  const row = wide * 4;
  const part = units * 4;
  const traceRef = of(trace);
  const traceAt = (t: number): Ref => at(traceRef, t * batch * row);
  return {
    attrs,
    steps,
    batch,
    units,
    /** Bytes of the kernel's rows. */
    kernelRow: columns * 4,
    part,
    row,
    traceAt,
    /** The state before step t, and the bytes from sample to sample. */
    before: (t: number, name: "h" | "c"): readonly [Ref, number] =>
      t === 0 ? [of(inputs[name]!), part] : [at(traceAt(t - 1), traceOf[attrs.kind].indexOf(name) * part), row],
    mask: (t: number): readonly [Ref | 0, number] =>
      attrs.masked ? [at(of(inputs["mask"]!), t * 4), steps * 4] : [0, 0],
    bend: [unaryNames.indexOf(attrs.fn), attrs.a, attrs.b] as const,
    gate: [unaryNames.indexOf(attrs.gateFn), attrs.gateA, attrs.gateB] as const,
    bendBack: [unaryNames.indexOf(attrs.fn), fromY(attrs.fn), attrs.a, attrs.b] as const,
    gateBack: [unaryNames.indexOf(attrs.gateFn), fromY(attrs.gateFn), attrs.gateA, attrs.gateB] as const,
    /** Samples that a thread takes at a time; an exponential costs as much as some ten numbers. */
    grain: Math.max(1, Math.floor(NUMBERS / (wide * 16))),
  };
}
const fromY = (fn: UnaryName): number => (unaryFunctions[fn].slopeFrom === "y" ? 1 : 0);

/** y [rows, columns] = x · w + bias for matrices that are parts of larger ones. */
function product(
  y: Ref,
  [x, xRow]: readonly [Ref, number],
  [w, wRow, wColumn]: readonly [Ref, number, number],
  [rows, depth, columns]: readonly [number, number, number],
  bias: Ref | 0,
  { call }: Emission,
): void {
  const items = Math.ceil(rows / BLOCK_ROWS) * Math.ceil(columns / 16);
  const grain = Math.max(1, Math.floor(50_000 / (Math.min(rows, BLOCK_ROWS) * 16 * depth)));
  call(kernels.matmul(y, x, w, bias, rows, columns, depth, xRow, wRow, wColumn, 0), items, grain, PANEL_BYTES);
}

export const recurrent: Emitter = (trace, emission) => {
  const { of, temporary, call } = emission;
  const { x, kernel, bias } = trace.inputs as Readonly<Record<"x" | "kernel" | "bias", Value>>;
  const { attrs, steps, batch, units, kernelRow, part, traceAt, before, mask, bend, gate, grain } = plan(
    trace,
    trace.inputs,
    emission,
  );
  const products = temporary("products of a state", batch * kernelRow);
  const xRow = steps * kernelRow;
  const w = of(kernel);
  for (let t = 0; t < steps; t++) {
    const given = at(of(x), t * kernelRow);
    const [h, hRow] = before(t, "h");
    const columns = attrs.kind === "gru" && !attrs.after ? 2 * units : kernelRow / 4;
    const added = attrs.after ? of(bias) : 0;
    product(products, [h, hRow], [w, kernelRow, 4], [batch, units, columns], added, emission);
    if (attrs.kind === "simple")
      call(kernels.simpleStep(traceAt(t), given, xRow, products, h, hRow, ...mask(t), units, ...bend), batch, grain);
    else if (attrs.kind === "lstm")
      call(
        kernels.lstmStep(
          traceAt(t),
          given,
          xRow,
          products,
          h,
          hRow,
          ...before(t, "c"),
          ...mask(t),
          units,
          ...bend,
          ...gate,
        ),
        batch,
        grain,
      );
    else {
      const after = attrs.after ? 1 : 0;
      call(
        kernels.gruStep(traceAt(t), given, xRow, products, h, hRow, ...mask(t), units, after, ...bend, ...gate),
        batch,
        grain,
      );
      if (attrs.after) continue;
      const slot = at(traceAt(t), 3 * part);
      product(products, [slot, 5 * part], [at(w, 2 * part), kernelRow, 4], [batch, units, units], 0, emission);
      call(
        kernels.gruCandidate(traceAt(t), given, xRow, products, h, hRow, ...mask(t), units, ...bend, ...gate),
        batch,
        grain,
      );
    }
  }
};

export const recurrentGradient: Emitter = (gradient, emission) => {
  const { of, temporary, call } = emission;
  const { dTrace, trace, kernel } = gradient.inputs as Readonly<Record<"dTrace" | "trace" | "kernel", Value>>;
  const { attrs, steps, batch, units, kernelRow, part, row, traceAt, before, mask, bendBack, gateBack, grain } = plan(
    trace,
    gradient.inputs,
    emission,
  );
  const parts = gradientOf(attrs.kind, attrs.after).length;
  const w = of(kernel);
  const [direct, back, dc, through] = ["past the step", "through the kernel", "of the cell", "of the reset"].map(
    (what) => temporary(`gradient ${what}`, batch * part),
  ) as [Ref, Ref, Ref, Ref];
  for (const one of [direct, back, dc]) call(kernels.clear(one), batch * units, NUMBERS);
  /** to = columns of the gradient, from `first` on, times the kernel's columns from `column` on, transposed. */
  const flowBack = (to: Ref, out: Ref, first: number, column: number, width: number): void =>
    product(
      to,
      [at(out, first * part), parts * part],
      [at(w, column * part), 4, kernelRow],
      [batch, width * units, units],
      0,
      emission,
    );
  for (let t = steps - 1; t >= 0; t--) {
    const out = at(of(gradient), t * batch * parts * part);
    const wanted = at(of(dTrace), t * batch * row);
    if (attrs.kind === "simple") {
      call(
        kernels.simpleStepGradient(out, wanted, traceAt(t), direct, back, ...mask(t), units, ...bendBack),
        batch,
        grain,
      );
      flowBack(back, out, 0, 0, 1);
    } else if (attrs.kind === "lstm") {
      call(
        kernels.lstmStepGradient(
          out,
          wanted,
          traceAt(t),
          ...before(t, "c"),
          direct,
          back,
          dc,
          ...mask(t),
          units,
          ...bendBack,
          ...gateBack,
        ),
        batch,
        grain,
      );
      flowBack(back, out, 0, 0, 4);
    } else {
      const [h, hRow] = before(t, "h");
      const after = attrs.after ? 1 : 0;
      call(
        kernels.gruStepGradient(
          out,
          wanted,
          traceAt(t),
          h,
          hRow,
          direct,
          back,
          ...mask(t),
          units,
          after,
          ...bendBack,
          ...gateBack,
        ),
        batch,
        grain,
      );
      if (!attrs.after) {
        flowBack(through, out, 2, 2, 1);
        call(
          kernels.gruResetGradient(out, traceAt(t), h, hRow, direct, through, ...mask(t), units, ...gateBack),
          batch,
          grain,
        );
      }
      flowBack(back, out, 0, 0, attrs.after ? 3 : 2);
    }
  }
  const first = at(of(gradient), steps * batch * parts * part);
  const cell = attrs.kind === "lstm" ? dc : 0;
  call(kernels.firstStateGradient(first, direct, back, cell, units, parts), batch, grain);
};

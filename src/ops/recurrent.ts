/**
 * The steps of a recurrent layer along a sequence. One operation does them all, because each needs the one before; what it keeps of
 * every step (the trace) is what the gradient needs.
 */
import { concatenate, slice } from "./concatenate";
import { matmulOfTransposed } from "./matmul";
import { defineOp, type Inputs, type Tensor, type Value } from "./op";
import { sumRows } from "./addBias";
import { reshape } from "./reshape";
import { transpose } from "./transpose";
import { unaryFunctions, type UnaryName } from "./unary";

export type CellKind = "simple" | "lstm" | "gru";

/** A function of one number, as `unary` takes it. */
export interface Bend {
  readonly fn: UnaryName;
  readonly a: number;
  readonly b: number;
}

export interface Cell {
  readonly kind: CellKind;
  /** GRU: the reset gate comes after the product with the kernel of the state. */
  readonly after: boolean;
  /** Steps whose mask is 0 change nothing. */
  readonly masked: boolean;
  /** Of the new state, and of the gates. */
  readonly bend: Bend;
  readonly gate: Bend;
}
type Attrs = {
  readonly kind: CellKind;
  readonly after: boolean;
  readonly masked: boolean;
  readonly fn: UnaryName;
  readonly a: number;
  readonly b: number;
  readonly gateFn: UnaryName;
  readonly gateA: number;
  readonly gateB: number;
};
type Names = "x" | "kernel" | "bias" | "h" | "c" | "mask";

/** Units of one step in the trace, in this order; the state is last. */
export const traceOf: Readonly<Record<CellKind, readonly string[]>> = {
  simple: ["z", "h"],
  lstm: ["zi", "zf", "zg", "zo", "c", "h"],
  // slot: the state's part of the candidate (after), or the state times its reset gate (before)
  gru: ["zz", "zr", "zh", "slot", "h"],
};
/** Units of one step in the gradient. */
export const gradientOf = (kind: CellKind, after: boolean): readonly string[] => {
  if (kind === "simple") return ["z"];
  if (kind === "lstm") return ["zi", "zf", "zg", "zo"];
  return after ? ["zz", "zr", "slot", "zh"] : ["zz", "zr", "zh"];
};

const bendOf = ({ fn, a, b }: Bend) => ({
  f: (x: number): number => unaryFunctions[fn].f(x, a, b),
  slope: (x: number): number =>
    unaryFunctions[fn].slope(unaryFunctions[fn].slopeFrom === "x" ? x : unaryFunctions[fn].f(x, a, b), a, b),
});
const bendsOf = ({ fn, a, b, gateFn, gateA, gateB }: Attrs) => ({
  bend: bendOf({ fn, a, b }),
  gate: bendOf({ fn: gateFn, a: gateA, b: gateB }),
});

/** Reads and writes unit u of sample b at step t in a tensor [steps, batch, parts · units], by the part's name. */
function view(tensor: Tensor, parts: readonly string[], units: number) {
  const batch = tensor.shape[1]!;
  const at = (t: number, b: number, part: string, u: number): number =>
    (t * batch + b) * parts.length * units + parts.indexOf(part) * units + u;
  return {
    get: (t: number, b: number, part: string, u: number): number => tensor.data[at(t, b, part, u)]!,
    set: (t: number, b: number, part: string, u: number, value: number): void =>
      void (tensor.data[at(t, b, part, u)] = value),
  };
}

/** x [batch, steps, gates · units] already multiplied with its kernel; kernel [units, gates · units]; trace [steps, batch, …]. */
const forward = defineOp<Names, Attrs>({
  name: "recurrent",
  shape: ({ x, kernel }, { kind }) => [x[1]!, x[0]!, traceOf[kind].length * kernel[0]!],
  reference(trace, { x, kernel, bias, h: h0, c: c0, mask }, attrs) {
    const [units, wide] = kernel.shape as [number, number];
    const [batch, steps] = x.shape as [number, number, number];
    const { bend, gate } = bendsOf(attrs);
    const { get, set } = view(trace, traceOf[attrs.kind], units);
    for (let t = 0; t < steps; t++)
      for (let b = 0; b < batch; b++) {
        const before = (part: "h" | "c", u: number): number =>
          t > 0 ? get(t - 1, b, part, u) : (part === "h" ? h0 : c0).data[b * units + u]!;
        const given = (g: number, u: number): number => x.data[(b * steps + t) * wide + g * units + u]!;
        const times = (g: number, u: number, state: (k: number) => number): number => {
          let sum = 0;
          for (let k = 0; k < units; k++) sum += state(k) * kernel.data[k * wide + g * units + u]!;
          return sum;
        };
        const fromState = (g: number, u: number): number =>
          times(g, u, (k) => before("h", k)) + (attrs.after ? bias.data[g * units + u]! : 0);
        const skipped = attrs.masked && mask.data[b * steps + t] === 0;
        for (let u = 0; u < units; u++) {
          if (attrs.kind === "simple") set(t, b, "z", u, given(0, u) + fromState(0, u));
          if (attrs.kind === "lstm")
            ["zi", "zf", "zg", "zo"].forEach((part, g) => set(t, b, part, u, given(g, u) + fromState(g, u)));
          if (attrs.kind === "gru")
            ["zz", "zr"].forEach((part, g) => set(t, b, part, u, given(g, u) + fromState(g, u)));
        }
        for (let u = 0; u < units; u++) {
          const reset = attrs.kind === "gru" ? gate.f(get(t, b, "zr", u)) : 0;
          if (attrs.kind === "gru") set(t, b, "slot", u, attrs.after ? fromState(2, u) : reset * before("h", u));
        }
        for (let u = 0; u < units; u++) {
          if (attrs.kind === "simple") set(t, b, "h", u, bend.f(get(t, b, "z", u)));
          if (attrs.kind === "lstm") {
            const [i, f, o] = [gate.f(get(t, b, "zi", u)), gate.f(get(t, b, "zf", u)), gate.f(get(t, b, "zo", u))];
            const c = f * before("c", u) + i * bend.f(get(t, b, "zg", u));
            set(t, b, "c", u, skipped ? before("c", u) : c);
            set(t, b, "h", u, o * bend.f(c));
          }
          if (attrs.kind === "gru") {
            const part = attrs.after
              ? gate.f(get(t, b, "zr", u)) * get(t, b, "slot", u)
              : times(2, u, (k) => get(t, b, "slot", k));
            set(t, b, "zh", u, given(2, u) + part);
            const keep = gate.f(get(t, b, "zz", u));
            set(t, b, "h", u, keep * before("h", u) + (1 - keep) * bend.f(get(t, b, "zh", u)));
          }
          if (skipped) set(t, b, "h", u, before("h", u));
        }
      }
  },
  gradient: {
    x: (dTrace, inputs, trace): Value => {
      const { kind, after } = trace.attrs as Attrs;
      const steps = stepsOf(backwardOf(dTrace, inputs, trace), trace);
      const units = inputs.kernel.shape[0]!;
      const rows =
        kind === "gru" && after
          ? concatenate([slice(steps, 2, 0, 2 * units), slice(steps, 2, 3 * units, units)], 2)
          : steps;
      return transpose(rows, [1, 0, 2]);
    },
    kernel: (dTrace, inputs, trace): Value => {
      const { kind, after } = trace.attrs as Attrs;
      const units = inputs.kernel.shape[0]!;
      const rows = asRows(stepsOf(backwardOf(dTrace, inputs, trace), trace));
      const states = asRows(statesBefore(trace, inputs.h, units));
      if (kind !== "gru") return matmulOfTransposed(states, rows);
      if (after) return matmulOfTransposed(states, slice(rows, 1, 0, 3 * units));
      const reset = asRows(slice(trace, 2, 3 * units, units));
      return concatenate(
        [
          matmulOfTransposed(states, slice(rows, 1, 0, 2 * units)),
          matmulOfTransposed(reset, slice(rows, 1, 2 * units, units)),
        ],
        1,
      );
    },
    bias: (dTrace, inputs, trace): Value =>
      sumRows(slice(asRows(stepsOf(backwardOf(dTrace, inputs, trace), trace)), 1, 0, 3 * inputs.kernel.shape[0]!)),
    h: (dTrace, inputs, trace): Value => firstState(dTrace, inputs, trace, 0),
    c: (dTrace, inputs, trace): Value => firstState(dTrace, inputs, trace, 1),
    mask: "none",
  },
});

const backwardOf = (dTrace: Value, inputs: Inputs<Names, Value>, trace: Value): Value =>
  backward({ dTrace, trace, kernel: inputs.kernel, h: inputs.h, c: inputs.c, mask: inputs.mask }, trace.attrs as Attrs);
const stepsOf = (gradient: Value, trace: Value): Value => slice(gradient, 0, 0, trace.shape[0]!);
const asRows = (x: Value): Value => reshape(x, [x.shape[0]! * x.shape[1]!, x.shape[2]!]);

/** The state that each step begins with: [steps, batch, units]. */
function statesBefore(trace: Value, h: Value, units: number): Value {
  const [steps, batch, wide] = trace.shape as readonly [number, number, number];
  const first = reshape(h, [1, batch, units]);
  return steps === 1 ? first : concatenate([first, slice(slice(trace, 2, wide - units, units), 0, 0, steps - 1)], 0);
}

/** The gradient of the first state: what the gradient has after its last step. */
function firstState(dTrace: Value, inputs: Inputs<Names, Value>, trace: Value, index: number): Value {
  const [batch, units] = inputs.h.shape as readonly [number, number];
  const last = slice(backwardOf(dTrace, inputs, trace), 0, trace.shape[0]!, 1);
  return reshape(slice(last, 2, index * units, units), [batch, units]);
}

/**
 * Gradients of what each step's gates are made of [steps + 1, batch, parts · units]; in the place of one more step those of the first
 * states h and c.
 */
const backward = defineOp<"dTrace" | "trace" | "kernel" | "h" | "c" | "mask", Attrs>({
  name: "recurrentGradient",
  shape: ({ trace, kernel }, { kind, after }) => [
    trace[0]! + 1,
    trace[1]!,
    gradientOf(kind, after).length * kernel[0]!,
  ],
  reference(gradient, { dTrace, trace, kernel, h: h0, c: c0, mask }, attrs) {
    const [units, wide] = kernel.shape as [number, number];
    const [steps, batch] = trace.shape as [number, number, number];
    const parts = gradientOf(attrs.kind, attrs.after);
    const { bend, gate } = bendsOf(attrs);
    const kept = view(trace, traceOf[attrs.kind], units);
    const wanted = view(dTrace, traceOf[attrs.kind], units);
    const out = view(gradient, parts, units);
    gradient.data.fill(0);
    for (let b = 0; b < batch; b++) {
      let dh = new Float64Array(units);
      let dc = new Float64Array(units);
      for (let t = steps - 1; t >= 0; t--) {
        const before = (part: "h" | "c", u: number): number =>
          t > 0 ? kept.get(t - 1, b, part, u) : (part === "h" ? h0 : c0).data[b * units + u]!;
        const [nextH, nextC] = [new Float64Array(units), new Float64Array(units)];
        /** Adds what flows back through the product with columns g of the kernel. */
        const throughKernel = (g: number, values: (u: number) => number, to: Float64Array): void => {
          for (let k = 0; k < units; k++)
            for (let u = 0; u < units; u++) to[k]! += values(u) * kernel.data[k * wide + g * units + u]!;
        };
        for (let u = 0; u < units; u++) dh[u]! += wanted.get(t, b, "h", u);
        if (attrs.kind === "lstm") for (let u = 0; u < units; u++) dc[u]! += wanted.get(t, b, "c", u);
        if (attrs.masked && mask.data[b * steps + t] === 0) continue;
        if (attrs.kind === "simple") {
          for (let u = 0; u < units; u++) out.set(t, b, "z", u, dh[u]! * bend.slope(kept.get(t, b, "z", u)));
          throughKernel(0, (u) => out.get(t, b, "z", u), nextH);
        }
        if (attrs.kind === "lstm") {
          for (let u = 0; u < units; u++) {
            const z = (part: string): number => kept.get(t, b, part, u);
            const [i, f, g, o] = [gate.f(z("zi")), gate.f(z("zf")), bend.f(z("zg")), gate.f(z("zo"))];
            const c = kept.get(t, b, "c", u);
            const total = dc[u]! + dh[u]! * o * bend.slope(c);
            out.set(t, b, "zi", u, total * g * gate.slope(z("zi")));
            out.set(t, b, "zf", u, total * before("c", u) * gate.slope(z("zf")));
            out.set(t, b, "zg", u, total * i * bend.slope(z("zg")));
            out.set(t, b, "zo", u, dh[u]! * bend.f(c) * gate.slope(z("zo")));
            nextC[u] = total * f;
          }
          parts.forEach((part, g) => throughKernel(g, (u) => out.get(t, b, part, u), nextH));
        }
        if (attrs.kind === "gru") {
          const dReset = new Float64Array(units);
          for (let u = 0; u < units; u++) {
            const z = (part: string): number => kept.get(t, b, part, u);
            const keep = gate.f(z("zz"));
            out.set(t, b, "zz", u, dh[u]! * (before("h", u) - bend.f(z("zh"))) * gate.slope(z("zz")));
            out.set(t, b, "zh", u, dh[u]! * (1 - keep) * bend.slope(z("zh")));
            nextH[u]! += dh[u]! * keep;
          }
          const dProduct = new Float64Array(units);
          if (!attrs.after) throughKernel(2, (u) => out.get(t, b, "zh", u), dProduct);
          for (let u = 0; u < units; u++) {
            const reset = gate.f(kept.get(t, b, "zr", u));
            const dCandidate = out.get(t, b, "zh", u);
            dReset[u] = attrs.after ? dCandidate * kept.get(t, b, "slot", u) : dProduct[u]! * before("h", u);
            if (attrs.after) out.set(t, b, "slot", u, dCandidate * reset);
            else nextH[u]! += dProduct[u]! * reset;
            out.set(t, b, "zr", u, dReset[u]! * gate.slope(kept.get(t, b, "zr", u)));
          }
          throughKernel(0, (u) => out.get(t, b, "zz", u), nextH);
          throughKernel(1, (u) => out.get(t, b, "zr", u), nextH);
          if (attrs.after) throughKernel(2, (u) => out.get(t, b, "slot", u), nextH);
        }
        [dh, dc] = [nextH, nextC];
      }
      for (let u = 0; u < units; u++) {
        gradient.data[(steps * batch + b) * parts.length * units + u] = dh[u]!;
        if (attrs.kind === "lstm") gradient.data[(steps * batch + b) * parts.length * units + units + u] = dc[u]!;
      }
    }
  },
  gradient: {
    dTrace: "none",
    trace: "none",
    kernel: "none",
    h: "none",
    c: "none",
    mask: "none",
  },
});

/** The trace of all steps: [steps, batch, parts · units]; the last `units` of each row are the state h. */
export const recurrent = (inputs: Inputs<Names, Value>, { kind, after, masked, bend, gate }: Cell): Value =>
  forward(inputs, {
    kind,
    after,
    masked,
    fn: bend.fn,
    a: bend.a,
    b: bend.b,
    gateFn: gate.fn,
    gateA: gate.a,
    gateB: gate.b,
  });

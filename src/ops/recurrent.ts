/**
 * The steps of a recurrent layer along a sequence. One operation does them all, because each needs the one before; what it keeps of
 * every step (the trace) is what the gradient needs.
 *
 * Everything lies step by step, so that what a step reads and writes lies together and what others want of it is a stretch of the whole:
 * the trace has the states before the first step and after each, one kind after the other, and then what is kept of every step's gates.
 */
import { concatenate, rowsOf, slice } from "./concatenate";
import { matmulOfTransposed } from "./matmul";
import { defineOp, type Inputs, type Sizes, type Tensor, type Value } from "./op";
import { sumRows } from "./addBias";
import { reshape } from "./reshape";
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

/** The states that a step hands on, the output first. */
export const statesOf: Readonly<Record<CellKind, readonly string[]>> = { simple: ["h"], lstm: ["h", "c"], gru: ["h"] };
/**
 * What is kept of a step, `units` each, in the order of the kernel's columns. Of a function's argument and its value the one that the slope is taken
 * from. slot: the state's part of the candidate (after), or the state times its reset gate (before).
 */
export const keptOf: Readonly<Record<CellKind, readonly string[]>> = {
  simple: ["z"],
  lstm: ["i", "f", "g", "o"],
  gru: ["z", "r", "g", "slot"],
};
/** Gradients of what each step's gates are made of; for a GRU with `after` once for the inputs, once (with slot in the place of g) for the state's kernel. */
export const gradientOf: Readonly<Record<CellKind, readonly string[]>> = {
  simple: ["z"],
  lstm: ["i", "f", "g", "o"],
  gru: ["z", "r", "g"],
};
/** How many times gradients of all steps are written: see there. */
export const timesWritten = ({ kind, after }: Pick<Cell, "kind" | "after">): number =>
  kind === "gru" && after ? 2 : 1;

const bendOf = ({ fn, a, b }: Bend) => {
  const { f, slope, slopeFrom } = unaryFunctions[fn];
  return {
    f: (x: number): number => f(x, a, b),
    /** What is kept of x, and from that the value and the slope. */
    keep: (x: number): number => (slopeFrom === "x" ? x : f(x, a, b)),
    value: (kept: number): number => (slopeFrom === "x" ? f(kept, a, b) : kept),
    slope: (kept: number): number => slope(kept, a, b),
  };
};
const bendsOf = ({ fn, a, b, gateFn, gateA, gateB }: Attrs) => ({
  bend: bendOf({ fn, a, b }),
  gate: bendOf({ fn: gateFn, a: gateA, b: gateB }),
});

/** Reads and writes unit u of sample b at step t in a tensor [steps, batch, parts · units] that begins at `offset`, by the part's name. */
function view({ data }: Tensor, batch: number, parts: readonly string[], units: number, offset = 0) {
  const at = (t: number, b: number, part: string, u: number): number =>
    offset + (t * batch + b) * parts.length * units + parts.indexOf(part) * units + u;
  return {
    get: (t: number, b: number, part: string, u: number): number => data[at(t, b, part, u)]!,
    set: (t: number, b: number, part: string, u: number, value: number): void => void (data[at(t, b, part, u)] = value),
  };
}

/** The states in a trace, or in what it is wanted to change by: at t those before step t. */
function statesIn(tensor: Tensor, kind: CellKind, steps: number, batch: number, units: number) {
  const size = (steps + 1) * batch * units;
  const views = new Map(
    statesOf[kind].map((name, i) => [name, view(tensor, batch, ["own"], units, i * size)] as const),
  );
  return {
    get: (t: number, b: number, state: string, u: number): number => views.get(state)!.get(t, b, "own", u),
    set: (t: number, b: number, state: string, u: number, value: number): void =>
      views.get(state)!.set(t, b, "own", u, value),
  };
}
/** The steps that a trace is of. */
const stepsOf = (trace: Sizes, kind: CellKind): number =>
  (trace[0]! - statesOf[kind].length) / (statesOf[kind].length + keptOf[kind].length);
const keptIn = (trace: Tensor, kind: CellKind, steps: number, batch: number, units: number) =>
  view(trace, batch, keptOf[kind], units, statesOf[kind].length * (steps + 1) * batch * units);

/** x [steps, batch, gates · units] already multiplied with its kernel; kernel [units, gates · units]; mask [batch, steps]; trace [planes, batch, units]. */
const forward = defineOp<Names, Attrs>({
  name: "recurrent",
  shape: ({ x, kernel }, { kind }) => {
    const [steps, batch] = x as readonly [number, number, number];
    return [statesOf[kind].length * (steps + 1) + keptOf[kind].length * steps, batch, kernel[0]!];
  },
  reference(trace, { x, kernel, bias, h: h0, c: c0, mask }, attrs) {
    const [units, wide] = kernel.shape as [number, number];
    const [steps, batch] = x.shape as [number, number, number];
    const { kind } = attrs;
    const { bend, gate } = bendsOf(attrs);
    const kept = keptIn(trace, kind, steps, batch, units);
    const states = statesIn(trace, kind, steps, batch, units);
    for (const name of statesOf[kind])
      for (let b = 0; b < batch; b++)
        for (let u = 0; u < units; u++) states.set(0, b, name, u, (name === "h" ? h0 : c0).data[b * units + u]!);
    for (let t = 0; t < steps; t++)
      for (let b = 0; b < batch; b++) {
        const before = (name: "h" | "c", u: number): number => states.get(t, b, name, u);
        const given = (g: number, u: number): number => x.data[(t * batch + b) * wide + g * units + u]!;
        const times = (g: number, u: number, state: (k: number) => number): number => {
          let sum = 0;
          for (let k = 0; k < units; k++) sum += state(k) * kernel.data[k * wide + g * units + u]!;
          return sum;
        };
        const fromState = (g: number, u: number): number =>
          times(g, u, (k) => before("h", k)) + (attrs.after ? bias.data[g * units + u]! : 0);
        const value = (part: string, u: number): number => gate.value(kept.get(t, b, part, u));
        if (attrs.masked && mask.data[b * steps + t] === 0) {
          for (const name of statesOf[kind])
            for (let u = 0; u < units; u++) states.set(t + 1, b, name, u, before(name as "h" | "c", u));
          continue;
        }
        const keep = (part: string, g: number, { keep }: typeof bend): void => {
          for (let u = 0; u < units; u++) kept.set(t, b, part, u, keep(given(g, u) + fromState(g, u)));
        };
        if (kind === "simple") {
          keep("z", 0, bend);
          for (let u = 0; u < units; u++) states.set(t + 1, b, "h", u, bend.value(kept.get(t, b, "z", u)));
        }
        if (kind === "lstm") {
          ["i", "f", "g", "o"].forEach((part, g) => keep(part, g, part === "g" ? bend : gate));
          for (let u = 0; u < units; u++) {
            const c = value("f", u) * before("c", u) + value("i", u) * bend.value(kept.get(t, b, "g", u));
            states.set(t + 1, b, "c", u, c);
            states.set(t + 1, b, "h", u, value("o", u) * bend.f(c));
          }
        }
        if (kind === "gru") {
          ["z", "r"].forEach((part, g) => keep(part, g, gate));
          for (let u = 0; u < units; u++)
            kept.set(t, b, "slot", u, attrs.after ? fromState(2, u) : value("r", u) * before("h", u));
          for (let u = 0; u < units; u++) {
            const slot = (k: number): number => kept.get(t, b, "slot", k);
            const part = attrs.after ? value("r", u) * slot(u) : times(2, u, slot);
            const z = value("z", u);
            kept.set(t, b, "g", u, bend.keep(given(2, u) + part));
            states.set(t + 1, b, "h", u, z * before("h", u) + (1 - z) * bend.value(kept.get(t, b, "g", u)));
          }
        }
      }
  },
  gradient: {
    x: (dStates, inputs, trace): Value => rowsOf(backwardOf(dStates, inputs, trace), 0, inputs.x.shape[0]!),
    kernel: (dStates, inputs, trace): Value => {
      const { kind, after } = trace.attrs as Attrs;
      const [steps] = inputs.x.shape as readonly [number, number, number];
      const units = inputs.kernel.shape[0]!;
      const rows = asRows(forKernel(dStates, inputs, trace));
      const states = asRows(rowsOf(trace, 0, steps));
      if (kind !== "gru" || after) return matmulOfTransposed(states, rows);
      const kept = rowsOf(trace, steps + 1, keptOf[kind].length * steps);
      const reset = slice(reshape(kept, [rows.shape[0]!, keptOf[kind].length * units]), 1, 3 * units, units);
      return concatenate(
        [
          matmulOfTransposed(states, slice(rows, 1, 0, 2 * units)),
          matmulOfTransposed(reset, slice(rows, 1, 2 * units, units)),
        ],
        1,
      );
    },
    bias: (dStates, inputs, trace): Value => sumRows(asRows(forKernel(dStates, inputs, trace))),
    h: (dStates, inputs, trace): Value => firstState(dStates, inputs, trace, 0),
    c: (dStates, inputs, trace): Value => firstState(dStates, inputs, trace, 1),
    mask: "none",
  },
});

/** The states in a trace. Nothing else of it is given to anybody, so their gradient stands for the whole trace's. */
const statesOfTrace = defineOp<"trace", { readonly planes: number }>({
  name: "recurrentStates",
  viewOf: "trace",
  shape: ({ trace }, { planes }) => [planes, trace[1]!, trace[2]!],
  reference: (states, { trace }) => states.data.set(trace.data.subarray(0, states.data.length)),
  gradient: { trace: (dStates) => dStates },
});

function backwardOf(dStates: Value, { x, kernel, mask }: Inputs<Names, Value>, trace: Value): Value {
  const last = ofLastOutput(dStates, x.shape[0]!);
  return backward(
    { dStates: last ?? dStates, trace, kernel, mask },
    { ...(trace.attrs as Attrs), ofLast: last !== undefined },
  );
}

/** Where only the last output is wanted to change, by how much: nothing but zeros would be read beside. */
function ofLastOutput({ op, attrs, inputs }: Value, steps: number): Value | undefined {
  const { dy } = inputs;
  const isLast = op.name === "sliceGradient" && attrs["axis"] === 0 && attrs["begin"] === steps && dy!.shape[0] === 1;
  return isLast ? dy : undefined;
}

const asRows = (x: Value): Value => reshape(x, [x.shape[0]! * x.shape[1]!, x.shape[2]!]);

/** The gradients of all steps as the kernel of the state wants them: those written last. */
function forKernel(dStates: Value, inputs: Inputs<Names, Value>, trace: Value): Value {
  const steps = inputs.x.shape[0]!;
  return rowsOf(backwardOf(dStates, inputs, trace), (timesWritten(trace.attrs as Attrs) - 1) * steps, steps);
}

/** The gradient of the first state: what the gradient has after its last step. */
function firstState(dStates: Value, inputs: Inputs<Names, Value>, trace: Value, index: number): Value {
  const [batch, units] = inputs.h.shape as readonly [number, number];
  const all = backwardOf(dStates, inputs, trace);
  const last = rowsOf(all, all.shape[0]! - 1, 1);
  return reshape(slice(last, 2, index * units, units), [batch, units]);
}

/**
 * Gradients of what each step's gates are made of [steps, batch, parts · units], once or twice; in the place of one more step those of the first
 * states h and c.
 */
const backward = defineOp<"dStates" | "trace" | "kernel" | "mask", Attrs & { readonly ofLast: boolean }>({
  name: "recurrentGradient",
  shape: ({ trace, kernel }, attrs) => [
    timesWritten(attrs) * stepsOf(trace, attrs.kind) + 1,
    trace[1]!,
    gradientOf[attrs.kind].length * kernel[0]!,
  ],
  reference(gradient, { dStates, trace, kernel, mask }, attrs) {
    const [units, wide] = kernel.shape as [number, number];
    const { kind, after } = attrs;
    const batch = trace.shape[1]!;
    const steps = stepsOf(trace.shape, kind);
    const parts = gradientOf[kind];
    const { bend, gate } = bendsOf(attrs);
    const kept = keptIn(trace, kind, steps, batch, units);
    const states = statesIn(trace, kind, steps, batch, units);
    const all = statesIn(dStates, kind, steps, batch, units);
    const wanted = (t: number, b: number, state: string, u: number): number => {
      if (!attrs.ofLast) return all.get(t, b, state, u);
      return t === steps && state === "h" ? dStates.data[b * units + u]! : 0;
    };
    const out = view(gradient, batch, parts, units);
    // what the state's kernel is multiplied with to flow back
    const again = view(gradient, batch, parts, units, (timesWritten(attrs) - 1) * steps * batch * parts.length * units);
    gradient.data.fill(0);
    for (let b = 0; b < batch; b++) {
      let dh = new Float64Array(units);
      let dc = new Float64Array(units);
      const addWanted = (t: number): void => {
        for (let u = 0; u < units; u++) dh[u]! += wanted(t, b, "h", u);
        if (kind === "lstm") for (let u = 0; u < units; u++) dc[u]! += wanted(t, b, "c", u);
      };
      for (let t = steps - 1; t >= 0; t--) {
        const [nextH, nextC] = [new Float64Array(units), new Float64Array(units)];
        /** Adds what flows back through the product with columns g of the kernel. */
        const throughKernel = (g: number, values: (u: number) => number, to: Float64Array): void => {
          for (let k = 0; k < units; k++)
            for (let u = 0; u < units; u++) to[k]! += values(u) * kernel.data[k * wide + g * units + u]!;
        };
        addWanted(t + 1);
        if (attrs.masked && mask.data[b * steps + t] === 0) continue;
        if (kind === "simple") {
          for (let u = 0; u < units; u++) out.set(t, b, "z", u, dh[u]! * bend.slope(kept.get(t, b, "z", u)));
          throughKernel(0, (u) => out.get(t, b, "z", u), nextH);
        }
        if (kind === "lstm") {
          for (let u = 0; u < units; u++) {
            const of = (part: string): number => kept.get(t, b, part, u);
            const [i, f, g, o] = [gate.value(of("i")), gate.value(of("f")), bend.value(of("g")), gate.value(of("o"))];
            const c = bend.keep(states.get(t + 1, b, "c", u));
            const total = dc[u]! + dh[u]! * o * bend.slope(c);
            out.set(t, b, "i", u, total * g * gate.slope(of("i")));
            out.set(t, b, "f", u, total * states.get(t, b, "c", u) * gate.slope(of("f")));
            out.set(t, b, "g", u, total * i * bend.slope(of("g")));
            out.set(t, b, "o", u, dh[u]! * bend.value(c) * gate.slope(of("o")));
            nextC[u] = total * f;
          }
          parts.forEach((part, g) => throughKernel(g, (u) => out.get(t, b, part, u), nextH));
        }
        if (kind === "gru") {
          for (let u = 0; u < units; u++) {
            const of = (part: string): number => kept.get(t, b, part, u);
            const [z, g] = [gate.value(of("z")), bend.value(of("g"))];
            out.set(t, b, "z", u, dh[u]! * (states.get(t, b, "h", u) - g) * gate.slope(of("z")));
            out.set(t, b, "g", u, dh[u]! * (1 - z) * bend.slope(of("g")));
            nextH[u]! += dh[u]! * z;
          }
          const dProduct = new Float64Array(units);
          if (!after) throughKernel(2, (u) => out.get(t, b, "g", u), dProduct);
          for (let u = 0; u < units; u++) {
            const [r, dCandidate] = [kept.get(t, b, "r", u), out.get(t, b, "g", u)];
            const dReset = after ? dCandidate * kept.get(t, b, "slot", u) : dProduct[u]! * states.get(t, b, "h", u);
            out.set(t, b, "r", u, dReset * gate.slope(r));
            if (!after) nextH[u]! += dProduct[u]! * gate.value(r);
            else {
              again.set(t, b, "z", u, out.get(t, b, "z", u));
              again.set(t, b, "r", u, out.get(t, b, "r", u));
              again.set(t, b, "g", u, dCandidate * gate.value(r));
            }
          }
          for (const g of after ? [0, 1, 2] : [0, 1]) throughKernel(g, (u) => again.get(t, b, parts[g]!, u), nextH);
        }
        [dh, dc] = [nextH, nextC];
      }
      addWanted(0);
      const last = (gradient.shape[0]! - 1) * batch + b;
      for (let u = 0; u < units; u++) {
        gradient.data[last * parts.length * units + u] = dh[u]!;
        if (kind === "lstm") gradient.data[last * parts.length * units + units + u] = dc[u]!;
      }
    }
  },
  gradient: { dStates: "none", trace: "none", kernel: "none", mask: "none" },
});

/**
 * The states before the first step and after each: h [steps + 1, batch, units], and then for an LSTM c. x is [steps, batch, gates · units].
 */
export const recurrent = (inputs: Inputs<Names, Value>, { kind, after, masked, bend, gate }: Cell): Value => {
  const trace = forward(inputs, {
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
  return statesOfTrace({ trace }, { planes: statesOf[kind].length * (inputs.x.shape[0]! + 1) });
};

/** What stands before and behind the gradient of a normalization, put into its passes: dropouts, relus, sums of gradients, and sums of their rows. */
import { canDrop, canTakeDropped, dropoutAfter, fromBehindDropout } from "../ops/fusedDropout";
import { canSum, gatherGradient, withSums, type Gathered, type GradientWithSums } from "../ops/gatherGradient";
import type { Value } from "../ops/op";
import { inOrder } from "./gradients";
import { countUses, rewrite, rootsOf, type Rewritten } from "./rewrite";

type Uses = ReadonlyMap<Value, number>;

export function fuseGradients(all: Rewritten): Rewritten {
  const uses = countUses(all);
  const values = inOrder(rootsOf(all));
  const dropped = droppedGradients(values, uses);
  const gatherings = gatheringsOf(values, uses);
  const summed = new Set(values.filter(({ op }) => op.name === "sumRows").map(({ inputs }) => inputs["x"]!));
  /** What takes the place of sums: by the old sums, or by the old gradient whose rows they are. */
  const sums = new Map<Value, Value>();
  const withItsSums = (key: Value, made: GradientWithSums): Value => {
    sums.set(key, made.sums);
    return made.gradient;
  };
  return rewrite(all.outputs, all.updates, (value, old, of) => {
    const { x, dy } = old.inputs;
    const ready = sums.get(old.op.name === "sumRows" ? x! : old);
    if (ready && ["sumRows", "normalizeGradientSums"].includes(old.op.name)) return ready;
    const gathering = gatherings.get(old);
    if (gathering) {
      const made = gathered(gathering, of);
      if (made) return withItsSums(gathering.sums, made);
    }
    if (old.op.name === "dropout" && uses.get(x!) === 1 && canDrop(value.inputs["x"]!)) return dropoutAfter(value);
    if (isReluBefore(old, uses)) return withItsSums(old, withSums(value.inputs["dy"]!, true));
    const taken = dy && dropped.has(dy) ? fromBehindDropout(value, value.inputs["dy"]!) : value;
    return summed.has(old) && canSum(taken) ? withItsSums(old, withSums(taken, false)) : taken;
  });
}

const isReluGradient = ({ op, attrs }: Value): boolean => op.name === "unaryGradient" && attrs["fn"] === "relu";

/** A relu's gradient, from a gradient of the normalization that comes after it, which nobody else wants. */
const isReluBefore = (value: Value, uses: Uses): boolean => {
  const { dy, v } = value.inputs;
  return isReluGradient(value) && canSum(dy!) && dy!.inputs["x"] === v && uses.get(dy!) === 1;
};

/** Dropouts whose numbers only operations want that can drop for themselves. */
function droppedGradients(values: readonly Value[], uses: Uses): ReadonlySet<Value> {
  const takers = new Map<Value, number>();
  for (const value of values) {
    const { dy } = value.inputs;
    if (dy?.op.name === "dropout" && canTakeDropped(value)) takers.set(dy, (takers.get(dy) ?? 0) + 1);
  }
  return new Set([...takers].filter(([dropout, count]) => uses.get(dropout) === count).map(([dropout]) => dropout));
}

interface Gathering {
  readonly from: Gathered;
  /** The sums that its pass gives too. */
  readonly sums: Value;
}

/** Gradients before a normalization that are a sum, or what a relu lets through, or both. */
function gatheringsOf(values: readonly Value[], uses: Uses): ReadonlyMap<Value, Gathering> {
  const found = new Map<Value, Gathering>();
  for (const sums of values) {
    const { dy, moments } = sums.inputs;
    if (sums.op.name !== "normalizeGradientSums" || moments!.shape[1]! % 8 !== 0 || found.has(dy!)) continue;
    const from = gatheredBy(dy!, uses);
    if (from) found.set(dy!, { from, sums });
  }
  return found;
}

function gatheredBy(dy: Value, uses: Uses): Gathered | undefined {
  const added = ({ op, attrs, inputs: { a, b } }: Value): Gathered | undefined =>
    op.name === "binary" && attrs["fn"] === "add" ? { a: a!, b: b! } : undefined;
  if (!isReluGradient(dy)) return added(dy);
  const { dy: before, v } = dy.inputs;
  const sum = uses.get(before!) === 1 ? added(before!) : undefined;
  return { ...(sum ?? { a: before! }), v: v! };
}

/** The same of what has become of all that; undefined where the normalization has not had its turn. */
function gathered(
  { from: { a, b, v }, sums }: Gathering,
  of: (value: Value) => Value | undefined,
): GradientWithSums | undefined {
  const [x, moments] = [of(sums.inputs["x"]!), of(sums.inputs["moments"]!)];
  if (!x || !moments) return undefined;
  const from = { a: of(a)!, ...(b && { b: of(b)! }), ...(v && { v: of(v)! }) };
  return gatherGradient(from, x, moments, sums.attrs["epsilon"] as number);
}

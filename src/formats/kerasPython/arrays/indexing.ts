/** What stands between the brackets of `x[…]`, as a recipe holds it. */
import type { Setting } from "../../../model/recipe";
import type { Dim, Shape } from "../../../model/shape";
import type { Span } from "../../../model/span";
import { indexOf, int, none, type Slice, type Value } from "../../../python/value";
import { picked } from "../tensors/shapes";
import { isShape, type KnownShape } from "../tensors/tensor";
import { ArrayValue, constantOf } from "./array";
import { Lost, type Step, type Trace } from "./trace";

export interface IndexSettings {
  readonly index: readonly Setting[];
  /** The arrays that select. */
  readonly of: readonly Trace[];
}

export function indexSettings(index: Value): IndexSettings | Lost {
  const parts = index.kind === "tuple" ? index.items : [index];
  const found: Setting[] = [];
  const of: Trace[] = [];
  for (const part of parts) {
    const whole = indexOf(part);
    if (whole !== undefined) found.push(whole);
    else if (part.kind === "none") found.push("new");
    else if (part.kind === "external" && part.what === "Ellipsis") found.push("rest");
    else if (part.kind === "slice") {
      const bounds = [part.lower, part.upper, part.step].map((bound): Setting | Lost => {
        if (bound.kind === "none") return null;
        const known = indexOf(bound);
        if (known !== undefined) return known;
        if (!(bound instanceof ArrayValue))
          return new Lost(bound.kind === "unknown" ? bound.reason : "this slice is not followed", bound.span);
        of.push(bound.trace);
        return "of";
      });
      const lost = bounds.find((bound) => bound instanceof Lost);
      if (lost) return lost;
      found.push(bounds as Setting[]);
    } else if (part instanceof ArrayValue) {
      found.push("array");
      of.push(part.trace);
    } else if (part.kind === "list" && !part.unknown && part.items.every((item) => indexOf(item) !== undefined)) {
      found.push("array");
      of.push(
        constantOf(
          part.items.map((item) => indexOf(item)!),
          true,
        ),
      );
    } else return new Lost(part.kind === "unknown" ? part.reason : "this selection is not followed", part.span);
  }
  return { index: found, of };
}

const taken: Dim = { unknown: "how much is taken here is known only when the data are read" };
const whole: Slice = { kind: "slice", lower: none, upper: none, step: none };
const masks = new Set("less less_equal greater greater_equal equal not_equal and or xor not isnan isin".split(" "));
const isMask = ({ trace }: ArrayValue): boolean => !(trace instanceof Lost) && masks.has(trace.does);

/** The shape of `x[index]` where arrays may select: one number takes an axis away, a row of numbers or a mask takes some of it. */
export function selectedShape(shape: Shape, index: Value, span: Span | undefined): KnownShape {
  const parts = index.kind === "tuple" ? index.items : [index];
  const rows = parts.filter((part) => part instanceof ArrayValue).filter((part) => !isSingle(part));
  const [row] = rows;
  const rank = row && isShape(row.shape) ? row.shape.length : 0;
  // A mask may be as wide as the data.
  if (row && parts.length === 1 && isMask(row) && rank > 1) return [taken, ...shape.slice(rank)];
  // Places in several rows: each gives what lies there.
  if (row && isShape(row.shape) && parts.length === 1 && rank > 1 && shape.length > 0)
    return [...row.shape, ...shape.slice(1)];
  if (rows.length > 1 || (row && rank !== 1)) return picked(shape, index, span);
  const sizes = new Map<number, Dim>();
  let axis = 0;
  const plain = parts.map((part): Value => {
    if (part instanceof ArrayValue && isSingle(part)) return int(0);
    const at = axis++;
    if (part instanceof ArrayValue) sizes.set(at, isMask(part) ? taken : (part.shape as Shape)[0]!);
    else if (part.kind === "slice" && [part.lower, part.upper].some((bound) => bound instanceof ArrayValue))
      sizes.set(at, between(part));
    else {
      if (indexOf(part) !== undefined) axis--;
      return part;
    }
    return whole;
  });
  const isAhead = plain.findIndex((part) => part.kind === "external") < 0;
  if (sizes.size > 0 && !isAhead) return picked(shape, index, span);
  const found = picked(shape, { kind: "tuple", items: plain }, span);
  return isShape(found) ? found.map((dim, i) => sizes.get(i) ?? dim) : found;
}

const isSingle = ({ shape }: ArrayValue): boolean => isShape(shape) && shape.length === 0;

/** How long a slice is whose ends are as far apart wherever they lie: `x[i - 60 : i]`. */
function between({ lower, upper, step }: Slice): Dim {
  const [a, b] = [lower, upper].map(offsetOf);
  const by = step.kind === "none" ? 1 : indexOf(step);
  if (a === undefined || b === undefined || by === undefined || by <= 0) return taken;
  return a.from === b.from ? Math.max(0, Math.ceil((b.offset - a.offset) / by)) : taken;
}

/** A place as a distance from another. */
function offsetOf(value: Value): { readonly from: string; readonly offset: number } | undefined {
  if (!(value instanceof ArrayValue) || value.trace instanceof Lost) return undefined;
  let [step, offset]: [Step, number] = [value.trace, 0];
  for (;;) {
    const { does, of, settings } = step;
    const by = settings["right"] ?? (does === "add" ? settings["left"] : undefined);
    if ((does !== "add" && does !== "subtract") || of.length !== 1 || typeof by !== "number") break;
    offset += does === "add" ? by : -by;
    step = of[0]!;
  }
  return step.does === "element" ? { from: JSON.stringify(step.settings), offset } : undefined;
}

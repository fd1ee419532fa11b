/** Shapes of what is computed from other shapes: broadcasting and indexing. */
import { compatible, isUnknown, knownOf, type Dim, type Shape } from "../../../model/shape";
import type { Span } from "../../../model/span";
import { indexOf, unknown, type Slice, type Value } from "../../../python/value";
import type { KnownShape } from "./tensor";

/** Two shapes combined value by value, sizes of 1 repeated; undefined when they do not fit. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const widen = (shape: Shape): Shape => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [wideA, wideB] = [widen(a), widen(b)];
  const dims = wideA.map((dim, i) => {
    const other = wideB[i]!;
    if (dim === 1) return other;
    if (other === 1) return dim;
    return compatible(dim, other) ? knownOf(dim, other) : undefined;
  });
  return dims.includes(undefined) ? undefined : (dims as Shape);
}

/** The shape of `x[index]`. */
export function picked(shape: Shape, index: Value, span: Span | undefined): KnownShape {
  const parts = index.kind === "tuple" ? index.items : [index];
  const isRest = (part: Value): boolean => part.kind === "external" && part.what === "Ellipsis";
  const used = parts.filter((part) => part.kind !== "none" && !isRest(part)).length;
  const dims: Dim[] = [];
  let axis = 0;
  for (const part of parts) {
    if (isRest(part)) {
      const skipped = shape.length - used;
      dims.push(...shape.slice(axis, axis + skipped));
      axis += skipped;
    } else if (part.kind === "none") dims.push(1);
    else if (axis >= shape.length) return unknown("this has more indices than axes", span);
    else if (part.kind === "slice") dims.push(sliced(shape[axis++]!, part));
    else if (part.kind === "int") axis++;
    else return unknown("the shape of this selection is not known", span);
  }
  return [...dims, ...shape.slice(axis)];
}

function sliced(size: Dim, { lower, upper, step }: Slice): Dim {
  const whole = lower.kind === "none" && upper.kind === "none";
  const by = step.kind === "none" ? 1 : indexOf(step);
  if (whole && (by === 1 || by === -1)) return size;
  const hidden = [lower, upper, step].find(({ kind }) => kind === "unknown");
  if (hidden?.kind === "unknown") return { unknown: hidden.reason };
  if (by === undefined || by === 0) return { unknown: "this slice is not followed" };
  if (typeof size !== "number") {
    if (isUnknown(size)) return size;
    return null;
  }
  const bound = (value: Value, preset: number): number => {
    const at = indexOf(value);
    if (at === undefined) return preset;
    return Math.max(by > 0 ? 0 : -1, Math.min(at < 0 ? at + size : at, by > 0 ? size : size - 1));
  };
  const start = bound(lower, by > 0 ? 0 : size - 1);
  const end = bound(upper, by > 0 ? size : -1);
  return Math.max(0, Math.ceil((end - start) / by));
}

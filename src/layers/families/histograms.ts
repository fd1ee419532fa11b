/** How often each level occurs in groups of pixels, and levels put in the place of pixels. */
import { add } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { detach } from "../../ops/detach";
import { gatherRows, scatterRows } from "../../ops/gather";
import { constant, constants, sizeOf, type Sizes, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { scale, unary } from "../../ops/unary";

/** Whole numbers above are not exact in a float. */
const EXACT = 2 ** 24;

/** Which of `count` groups each pixel [batch, rows, columns, channels] belongs to. */
export interface Groups {
  readonly of: Value;
  readonly count: number;
}

/** How many a place along an axis may be one of, and which it is. */
export interface Part {
  readonly count: number;
  readonly of: readonly number[];
}

/** Groups that are the product of what batch, row, column and channel say, or those of them that say anything. */
export function groupsOf(shape: Sizes, parts: readonly (Part | undefined)[]): Groups {
  let count = 1;
  let of = constant(0, shape);
  parts.forEach((part, axis) => {
    if (!part) return;
    const to = shape.map((length, other) => (other === axis ? length : 1));
    of = add(scale(of, part.count), broadcastTo(reshape(constants(part.of), to), shape));
    count *= part.count;
  });
  return { of, count };
}

/** Each place is a part of its own. */
export const eachPlace = (size: number): Part => ({ count: size, of: Array.from({ length: size }, (_, i) => i) });

export const fitsTable = (groups: number, levels: number): boolean => groups * levels <= EXACT;

/** The level of each pixel, from 0 to `count` − 1, as a whole number; no gradient flows to it. */
export const levelsOf = (x: Value, count: number): Value => detach(unary("floor", unary("clip", x, 0, count - 1)));

/** How many pixels of each group have each level: [levels, groups]. */
export function histogram(levels: Value, groups: Groups, count: number): Value {
  const pixels = sizeOf(levels.shape);
  const counts = scatterRows(constant(1, [pixels, 1]), reshape(place(levels, groups), [pixels]), count * groups.count);
  return reshape(counts, [count, groups.count]);
}

/** For each pixel what a table [levels, groups] has for its level. */
export const lookedUp = (table: Value, levels: Value, groups: Groups): Value =>
  reshape(gatherRows(reshape(table, [sizeOf(table.shape), 1]), place(levels, groups)), levels.shape);

/** Where a pixel's level and group stand in a table [levels, groups], counted through. */
const place = (levels: Value, groups: Groups): Value => add(scale(levels, groups.count), groups.of);

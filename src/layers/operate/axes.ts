/** Axes that functions name, without computing anything. */
import { isList, type Literal } from "../../model/literal";

/** The axes of two tensors that meet, counted from the front; undefined for what are none. */
export function metAxes(
  given: Literal,
  rankA: number,
  rankB: number,
): readonly [readonly number[], readonly number[]] | undefined {
  const whole = (axes: Literal, rank: number): readonly number[] | undefined => {
    const list = isList(axes) ? axes : [axes];
    const found = list.map((axis) => (typeof axis === "number" ? (axis < 0 ? axis + rank : axis) : -1));
    return found.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank) ? found : undefined;
  };
  if (typeof given === "number") {
    const count = given;
    return Number.isInteger(count) && count >= 0 && count <= Math.min(rankA, rankB)
      ? [Array.from({ length: count }, (_, i) => rankA - count + i), Array.from({ length: count }, (_, i) => i)]
      : undefined;
  }
  if (!isList(given) || given.length !== 2) return undefined;
  const [a, b] = [whole(given[0]!, rankA), whole(given[1]!, rankB)];
  return a && b?.length === a.length ? [a, b] : undefined;
}

import { defineOp, type Value } from "./op";

/** Whole numbers and what stands for each, by rising number; and what becomes of others. */
export interface Vocabulary {
  readonly keys: readonly number[];
  readonly places: readonly number[];
  /** Others become the first of these and, where there are several, so many more as their remainder says; not-a-number where there are none. */
  readonly otherFirst: number;
  readonly others: number;
}

/** y = the place of each whole number of x in a vocabulary. */
const op = defineOp<"x", Vocabulary & Readonly<Record<string, number | readonly number[]>>>({
  name: "lookUp",
  shape: ({ x }) => x,
  reference(y, { x }, { keys, places, otherFirst, others }) {
    const known = new Map(keys.map((key, i) => [key, places[i]!]));
    x.data.forEach((value, i) => {
      const number = Math.trunc(value);
      const remainder = others > 0 ? otherFirst + (((number % others) + others) % others) : NaN;
      y.data[i] = known.get(number) ?? remainder;
    });
  },
  gradient: { x: "none" },
});

/** `places` says what each number becomes. */
export function lookUp(x: Value, places: ReadonlyMap<number, number>, otherFirst: number, others: number): Value {
  const sorted = [...places].sort(([a], [b]) => a - b);
  return op({ x }, { keys: sorted.map(([key]) => key), places: sorted.map(([, place]) => place), otherFirst, others });
}

/** Numbers of two arrays side by side, sizes of 1 repeated, as NumPy broadcasts them. */
import { showShape } from "../../model/shape";
import { Trouble } from "../../base/trouble";

export function broadcastShapes(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i + a.length - rank] ?? 1, b[i + b.length - rank] ?? 1];
    if (left !== right && left !== 1 && right !== 1)
      throw new Trouble(`Arrays of ${showShape(a)} and ${showShape(b)} do not fit together.`);
    return left === 1 ? right : left;
  });
}

/** Where each number of a wider array is found in a narrower one; undefined when they lie alike. */
export function placesIn(shape: readonly number[], wide: readonly number[]): ((at: number) => number) | undefined {
  const own = [...Array<number>(wide.length - shape.length).fill(1), ...shape];
  if (own.every((size, axis) => size === wide[axis])) return undefined;
  const size = own.reduce((all, one) => all * one, 1);
  if (size === 1) return () => 0;
  // Only repeated along the first axes: `x - mean` of a whole batch.
  const firstOwn = own.findIndex((one) => one !== 1);
  if (own.slice(firstOwn).every((one, i) => one === wide[firstOwn + i])) return (at) => at % size;
  const strides: number[] = [];
  let [step, count] = [1, 1];
  const counts: number[] = [];
  for (let axis = wide.length - 1; axis >= 0; axis--) {
    strides[axis] = own[axis] === 1 ? 0 : step;
    counts[axis] = count;
    step *= own[axis]!;
    count *= wide[axis]!;
  }
  return (at) => {
    let place = 0;
    for (let axis = 0; axis < wide.length; axis++)
      if (strides[axis] !== 0) place += (Math.floor(at / counts[axis]!) % wide[axis]!) * strides[axis]!;
    return place;
  };
}

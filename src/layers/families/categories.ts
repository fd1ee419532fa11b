/** What the layers share that turn categories into numbers: how the numbers are laid out. */
import type { Dim, Shape } from "../../model/shape";

/** `int`: one number each. `one_hot`: a row for each. The others: one row for all of a sample. */
export function encodedShape(x: Shape, mode: string, depth: Dim): Shape {
  if (mode === "int") return x;
  if (mode === "one_hot" && (x.length < 2 || x[x.length - 1] !== 1)) return [...x, depth];
  return [...x.slice(0, -1), depth];
}

/** The size of a vocabulary that the data decide. */
export const adapted = (what: string): Dim => ({ unknown: `${what} is found by adapt, from the data` });

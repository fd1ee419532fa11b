/** What the layers share that turn categories into numbers: how the numbers are laid out. */
import { lastDim, type Dim, type Shape } from "../../model/shape";
import { greater, multiply } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { oneHot } from "../../ops/crossEntropy";
import { constant, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";

/** `int`: one number each. `one_hot`: a row for each. The others: one row for all of a sample. */
export function encodedShape(x: Shape, mode: string, depth: Dim): Shape {
  if (mode === "int") return x;
  if (mode === "one_hot" && (x.length < 2 || x[x.length - 1] !== 1)) return [...x, depth];
  return [...x.slice(0, -1), depth];
}

/** Numbers below `depth` laid out as `encodedShape` says; what is none of them leaves no trace. `weights` count instead of 1. */
export function encoded(numbers: Value, mode: string, depth: number, weights?: Value): Value {
  if (mode === "int") return numbers;
  const shape = encodedShape(numbers.shape, mode, depth) as readonly number[];
  const rows = oneHot(reshape(numbers, [sizeOf(numbers.shape)]), depth);
  if (mode === "one_hot") return reshape(rows, shape);
  const weighted = weights ? multiply(rows, broadcastTo(reshape(weights, [rows.shape[0]!, 1]), rows.shape)) : rows;
  const each = lastDim(numbers.shape) as number;
  const samples = sizeOf(numbers.shape) / each;
  const counts = sumTo(reshape(weighted, [samples, each, depth]), [samples, 1, depth]);
  return reshape(mode === "multi_hot" ? greater(counts, constant(0, counts.shape)) : counts, shape);
}

/** The size of a vocabulary that the data decide. */
export const adapted = (what: string): Dim => ({ unknown: `${what} is found by adapt, from the data` });

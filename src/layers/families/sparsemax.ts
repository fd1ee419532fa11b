/** Keras's sparsemax, after Martins & Astudillo 2016. */
import { add, affine, divide, equal, greater, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { detach } from "../../ops/detach";
import { constants, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { unary } from "../../ops/unary";

/**
 * max(x − t, 0) along an axis. Numbers stay in the sum as long as 1 + rank · x is above the sum of those up to x. The paper's threshold
 * is (that sum for the last of them − 1) / how many; Keras, 3.15 at least, adds the sums of all of them up, and so does this.
 * Ranks come from comparing all pairs, so nothing has to be sorted.
 */
export function sparsemax(x: Value, axis: number): Value {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const order = [...x.shape.keys()].filter((i) => i !== at).concat(at);
  const moved = transpose(x, order);
  const size = x.shape[at]!;
  const rows = sizeOf(x.shape) / size;
  const table = reshape(moved, [rows, size]);
  const square = [rows, size, size];
  const each = broadcastTo(reshape(table, [rows, size, 1]), square);
  const others = broadcastTo(reshape(table, [rows, 1, size]), square);
  // of equal ones the first comes first
  const former = constants(Array.from({ length: size ** 2 }, (_, i) => (i % size <= Math.floor(i / size) ? 1 : 0)));
  const isFormer = broadcastTo(reshape(former, [1, size, size]), square);
  const isBefore = detach(add(greater(others, each), multiply(equal(others, each), isFormer)));
  const sums = reshape(sumTo(multiply(isBefore, others), [rows, size, 1]), [rows, size]);
  const ranks = reshape(sumTo(isBefore, [rows, size, 1]), [rows, size]);
  const stays = detach(greater(affine(multiply(ranks, table), 1, 1), sums));
  const total = sumTo(multiply(stays, sums), [rows, 1]);
  const threshold = divide(affine(total, 1, -1), sumTo(stays, [rows, 1]));
  const y = unary("relu", subtract(table, broadcastTo(threshold, [rows, size])));
  return transpose(
    reshape(y, moved.shape),
    order.map((_, i) => order.indexOf(i)),
  );
}

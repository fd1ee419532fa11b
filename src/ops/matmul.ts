import { defineOp, type Tensor, type Value } from "./op";

/** y = x·w. `flipX` and `flipW` read that side transposed, which is what the gradients need. */
const op = defineOp<"x" | "w", { readonly flipX: boolean; readonly flipW: boolean }>({
  name: "matmul",
  shape: ({ x, w }, { flipX, flipW }) => [x[flipX ? 1 : 0]!, w[flipW ? 0 : 1]!],
  reference(y, { x, w }, { flipX, flipW }) {
    const [rows, columns] = y.shape as [number, number];
    const depth = x.shape[flipX ? 0 : 1]!;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < depth; k++) sum += at(x, i, k, flipX) * at(w, k, j, flipW);
        y.data[i * columns + j] = sum;
      }
  },
  gradient: {
    x: (dy, { w }, y): Value =>
      y.attrs["flipX"]
        ? multiply(w, dy, y.attrs["flipW"] === true, true)
        : multiply(dy, w, false, y.attrs["flipW"] !== true),
    w: (dy, { x }, y): Value =>
      y.attrs["flipW"]
        ? multiply(dy, x, true, y.attrs["flipX"] === true)
        : multiply(x, dy, y.attrs["flipX"] !== true, false),
  },
});

const at = (t: Tensor, row: number, column: number, flip: boolean): number =>
  t.data[flip ? column * t.shape[1]! + row : row * t.shape[1]! + column]!;

const multiply = (x: Value, w: Value, flipX: boolean, flipW: boolean): Value => op({ x, w }, { flipX, flipW });

/** x [rows, depth] · w [depth, columns]. */
export const matmul = (x: Value, w: Value): Value => multiply(x, w, false, false);
/** xᵀ · w for x [depth, rows] and w [depth, columns]. */
export const matmulOfTransposed = (x: Value, w: Value): Value => multiply(x, w, true, false);

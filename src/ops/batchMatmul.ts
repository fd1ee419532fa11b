import { defineOp, type Value } from "./op";

type Attrs = { readonly flipX: boolean; readonly flipW: boolean };

/** y = x·w for each of a batch of matrices [batch, rows, depth] and [batch, depth, columns]; `flip` reads a side transposed. */
const op = defineOp<"x" | "w", Attrs>({
  name: "batchMatmul",
  shape: ({ x, w }, { flipX, flipW }) => [x[0]!, x[flipX ? 2 : 1]!, w[flipW ? 1 : 2]!],
  reference(y, { x, w }, { flipX, flipW }) {
    const [batch, rows, columns] = y.shape as [number, number, number];
    const depth = x.shape[flipX ? 1 : 2]!;
    for (let b = 0; b < batch; b++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < depth; k++) {
            const inX = flipX ? k * rows + i : i * depth + k;
            const inW = flipW ? j * depth + k : k * columns + j;
            sum += x.data[b * rows * depth + inX]! * w.data[b * depth * columns + inW]!;
          }
          y.data[(b * rows + i) * columns + j] = sum;
        }
  },
  gradient: {
    x: (dy, { w }, y): Value => {
      const { flipX, flipW } = y.attrs as Attrs;
      return flipX ? multiply(w, dy, flipW, true) : multiply(dy, w, false, !flipW);
    },
    w: (dy, { x }, y): Value => {
      const { flipX, flipW } = y.attrs as Attrs;
      return flipW ? multiply(dy, x, true, flipX) : multiply(x, dy, !flipX, false);
    },
  },
});

const multiply = (x: Value, w: Value, flipX: boolean, flipW: boolean): Value => op({ x, w }, { flipX, flipW });

/** x [batch, rows, depth] · w [batch, depth, columns]. */
export const batchMatmul = (x: Value, w: Value): Value => multiply(x, w, false, false);
/** x [batch, rows, depth] · w [batch, columns, depth], each w transposed. */
export const batchMatmulTransposed = (x: Value, w: Value): Value => multiply(x, w, false, true);

import { defineOp, type Value } from "./op";

/** y [rows] = the sum of each row of x [rows, columns]. */
const rows = defineOp<"x">({
  name: "sumColumns",
  shape: ({ x }) => [x[0]!],
  reference(y, { x }) {
    const columns = x.shape[1]!;
    for (let i = 0; i < y.data.length; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += x.data[i * columns + j]!;
      y.data[i] = sum;
    }
  },
  gradient: { x: (dy, { x }): Value => repeatColumns(dy, x.shape[1]!) },
});

/** y [rows, columns] = x [rows], the same in every column. */
const repeat = defineOp<"x", { readonly columns: number }>({
  name: "repeatColumns",
  shape: ({ x }, { columns }) => [x[0]!, columns],
  reference(y, { x }, { columns }) {
    for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[Math.floor(i / columns)]!;
  },
  gradient: { x: (dy): Value => sumColumns(dy) },
});

/** y [1] = the sum of all of x. */
const all = defineOp<"x">({
  name: "sumAll",
  shape: () => [1],
  reference(y, { x }) {
    y.data[0] = x.data.reduce((sum, value) => sum + value, 0);
  },
  gradient: { x: (dy, { x }): Value => fill(dy, x.shape) },
});

/** y = the one number x, everywhere. */
const everywhere = defineOp<"x", { readonly to: readonly number[] }>({
  name: "fill",
  shape: (_, { to }) => to,
  reference: (y, { x }) => y.data.fill(x.data[0]!),
  gradient: { x: (dy): Value => sumAll(dy) },
});

export const sumColumns = (x: Value): Value => rows({ x });
export const repeatColumns = (x: Value, columns: number): Value => repeat({ x }, { columns });
export const sumAll = (x: Value): Value => all({ x });
export const fill = (x: Value, to: readonly number[]): Value => everywhere({ x }, { to });

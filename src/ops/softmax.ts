import { defineOp, type Tensor, type Value } from "./op";

/** y = softmax of each row of x [rows, classes]. */
const forward = defineOp<"x">({
  name: "softmax",
  shape: ({ x }) => x,
  reference(y, { x }) {
    eachRow(x, (begin, end) => {
      const row = x.data.subarray(begin, end);
      const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
      let sum = 0;
      for (const value of row) sum += Math.exp(value - largest);
      for (let i = begin; i < end; i++) y.data[i] = Math.exp(x.data[i]! - largest) / sum;
    });
  },
  gradient: { x: (dy, _, y): Value => backward({ dy, y }) },
});

/** dx = y · (dy − Σ dy·y) */
const backward = defineOp<"dy" | "y">({
  name: "softmaxGradient",
  shape: ({ dy }) => dy,
  reference(dx, { dy, y }) {
    eachRow(y, (begin, end) => {
      let dot = 0;
      for (let i = begin; i < end; i++) dot += dy.data[i]! * y.data[i]!;
      for (let i = begin; i < end; i++) dx.data[i] = y.data[i]! * (dy.data[i]! - dot);
    });
  },
  gradient: { dy: "none", y: "none" },
});

function eachRow(x: Tensor, visit: (begin: number, end: number) => void): void {
  const classes = x.shape[x.shape.length - 1]!;
  for (let begin = 0; begin < x.data.length; begin += classes) visit(begin, begin + classes);
}

/** x [rows, classes]. */
export const softmax = (x: Value): Value => forward({ x });

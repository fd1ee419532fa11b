import { multiply, subtract } from "./binary";
import { defineOp, type Value } from "./op";
import { repeatColumns, sumColumns } from "./reduce";
import { softmax } from "./softmax";
import { unary } from "./unary";

/** y = −label·log σ(x) − (1 − label)·log(1 − σ(x)), value by value, from logits x; written so that nothing overflows. */
const binary = defineOp<"x" | "label">({
  name: "sigmoidCrossEntropy",
  shape: ({ x }) => x,
  reference(y, { x, label }) {
    for (let i = 0; i < y.data.length; i++) {
      const logit = x.data[i]!;
      y.data[i] = Math.max(logit, 0) - logit * label.data[i]! + Math.log1p(Math.exp(-Math.abs(logit)));
    }
  },
  gradient: { x: (dy, { x, label }): Value => multiply(dy, subtract(unary("sigmoid", x), label)), label: "none" },
});

/** y [rows] = −Σ label · log softmax(x), from logits x [rows, classes] and label weights of the same shape. */
const categorical = defineOp<"x" | "label">({
  name: "softmaxCrossEntropy",
  shape: ({ x }) => [x[0]!],
  reference(y, { x, label }) {
    const classes = x.shape[1]!;
    for (let row = 0; row < y.data.length; row++) {
      const logits = x.data.subarray(row * classes, (row + 1) * classes);
      const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
      const logSum = largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0));
      let loss = 0;
      for (let c = 0; c < classes; c++) loss += label.data[row * classes + c]! * (logSum - logits[c]!);
      y.data[row] = loss;
    }
  },
  gradient: {
    x: (dy, { x, label }): Value => {
      const classes = x.shape[1]!;
      const total = repeatColumns(sumColumns(label), classes);
      return multiply(repeatColumns(dy, classes), subtract(multiply(softmax(x), total), label));
    },
    label: "none",
  },
});

/** y [rows, classes] = 1 in the column that the class number names, else 0. */
const encode = defineOp<"x", { readonly classes: number }>({
  name: "oneHot",
  shape: ({ x }, { classes }) => [x[0]!, classes],
  reference(y, { x }, { classes }) {
    y.data.fill(0);
    x.data.forEach((label, row) => {
      if (label >= 0 && label < classes) y.data[row * classes + Math.trunc(label)] = 1;
    });
  },
  gradient: { x: "none" },
});

/** y [rows] = the column of the largest value of each row; the first of equals. */
const largest = defineOp<"x">({
  name: "argmax",
  shape: ({ x }) => [x[0]!],
  reference(y, { x }) {
    const classes = x.shape[1]!;
    for (let row = 0; row < y.data.length; row++) {
      let best = 0;
      for (let c = 1; c < classes; c++) if (x.data[row * classes + c]! > x.data[row * classes + best]!) best = c;
      y.data[row] = best;
    }
  },
  gradient: { x: "none" },
});

export const sigmoidCrossEntropy = (x: Value, label: Value): Value => binary({ x, label });
export const softmaxCrossEntropy = (x: Value, label: Value): Value => categorical({ x, label });
export const oneHot = (x: Value, classes: number): Value => encode({ x }, { classes });
export const argmax = (x: Value): Value => largest({ x });

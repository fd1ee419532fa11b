import { constant, defineOp, type Value } from "./op";

/** y = x + b, with b [channels] repeated over every row of x. */
const add = defineOp<"x" | "b">({
  name: "addBias",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x, b }) {
    const channels = b.data.length;
    for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[i]! + b.data[i % channels]!;
  },
  gradient: { x: (dy): Value => dy, b: (dy): Value => sumRows(dy) },
});

/** y [channels] = the sum of x over every row. */
const sum = defineOp<"x">({
  name: "sumRows",
  shape: ({ x }) => [x[x.length - 1]!],
  reference(y, { x }) {
    const channels = y.data.length;
    y.data.fill(0);
    for (let i = 0; i < x.data.length; i++) y.data[i % channels]! += x.data[i]!;
  },
  gradient: { x: (dy, { x }): Value => add({ x: zerosLike(x), b: dy }) },
});

const zerosLike = (x: Value): Value => constant(0, x.shape);

export const addBias = (x: Value, b: Value): Value => add({ x, b });
export const sumRows = (x: Value): Value => sum({ x });

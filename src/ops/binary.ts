import { defineOp, type Value } from "./op";
import { scale, unary } from "./unary";

/** Functions of two numbers, in the order that the kernel numbers them. */
export const binaryFunctions = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  maximum: (a: number, b: number) => Math.max(a, b),
  minimum: (a: number, b: number) => Math.min(a, b),
  /** 1 where a > b, else 0. */
  greater: (a: number, b: number) => (a > b ? 1 : 0),
  /** 1 where a = b, else 0. */
  equal: (a: number, b: number) => (a === b ? 1 : 0),
  /** a where b is not 0, else 0, whatever a is: no product, for 0 · NaN and 0 · ∞ are NaN. */
  gate: (a: number, b: number) => (b !== 0 ? a : 0),
} as const;
export type BinaryName = keyof typeof binaryFunctions;
export const binaryNames = Object.keys(binaryFunctions) as readonly BinaryName[];

/** y = f(a, b), value by value; a and b have one shape. */
const op = defineOp<"a" | "b", { readonly fn: BinaryName }>({
  name: "binary",
  inPlace: "a",
  shape({ a, b }) {
    if (a.join() !== b.join()) throw new Error(`shapes differ: [${a.join()}] and [${b.join()}]`);
    return a;
  },
  reference(y, { a, b }, { fn }) {
    const f = binaryFunctions[fn];
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(a.data[i]!, b.data[i]!);
  },
  gradient: {
    a: (dy, { a, b }, y): Value => {
      switch (y.attrs["fn"] as BinaryName) {
        case "add":
        case "subtract":
          return dy;
        case "multiply":
          return multiply(dy, b);
        case "divide":
          return divide(dy, b);
        case "maximum":
          return multiply(dy, share(a, b));
        case "minimum":
          return multiply(dy, share(b, a));
        case "gate":
          return gate(dy, b);
        case "greater":
        case "equal":
          return scale(dy, 0);
      }
    },
    b: (dy, { a, b }, y): Value => {
      switch (y.attrs["fn"] as BinaryName) {
        case "add":
          return dy;
        case "subtract":
          return scale(dy, -1);
        case "multiply":
          return multiply(dy, a);
        case "divide":
          return scale(multiply(dy, divide(y, b)), -1);
        case "maximum":
          return multiply(dy, share(b, a));
        case "minimum":
          return multiply(dy, share(a, b));
        case "greater":
        case "equal":
        case "gate":
          return scale(dy, 0);
      }
    },
  },
});

/** The part of the gradient that the larger of two gets: 1, or ½ where they tie. */
const share = (a: Value, b: Value): Value => add(greater(a, b), scale(equal(a, b), 0.5));

export const add = (a: Value, b: Value): Value => op({ a, b }, { fn: "add" });
export const subtract = (a: Value, b: Value): Value => op({ a, b }, { fn: "subtract" });
export const multiply = (a: Value, b: Value): Value => op({ a, b }, { fn: "multiply" });
export const divide = (a: Value, b: Value): Value => op({ a, b }, { fn: "divide" });
export const maximum = (a: Value, b: Value): Value => op({ a, b }, { fn: "maximum" });
export const minimum = (a: Value, b: Value): Value => op({ a, b }, { fn: "minimum" });
export const greater = (a: Value, b: Value): Value => op({ a, b }, { fn: "greater" });
export const equal = (a: Value, b: Value): Value => op({ a, b }, { fn: "equal" });
export const gate = (a: Value, b: Value): Value => op({ a, b }, { fn: "gate" });
/** a·x + b for numbers a and b. */
export const affine = (x: Value, a: number, b: number): Value => unary("affine", x, a, b);

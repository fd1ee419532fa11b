import { defineOp, type Value } from "./op";

/** A function of one number, with up to two parameters, and its slope at x or at y = f(x). */
interface UnaryFunction {
  readonly f: (x: number, a: number, b: number) => number;
  readonly slope: (v: number, a: number, b: number) => number;
  /** Which of the two the slope is taken from. Where y suffices, x need not be kept. */
  readonly slopeFrom: "x" | "y";
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const SQRT_2_PI = Math.sqrt(2 / Math.PI);
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const fromX = (f: UnaryFunction["f"], slope: UnaryFunction["slope"]): UnaryFunction => ({ f, slope, slopeFrom: "x" });
const fromY = (f: UnaryFunction["f"], slope: UnaryFunction["slope"]): UnaryFunction => ({ f, slope, slopeFrom: "y" });

/** Every function, in the order that the kernel numbers them. */
export const unaryFunctions = {
  /** max(x, 0) */
  relu: fromY(
    (x) => Math.max(x, 0),
    (y) => (y > 0 ? 1 : 0),
  ),
  /** x, or a·x below zero; a must not be negative, so that y has the sign of x. */
  leaky_relu: fromY(
    (x, a) => (x >= 0 ? x : a * x),
    (y, a) => (y > 0 ? 1 : a),
  ),
  /** Keras's relu with slope a below the threshold b: x from b on, else a·(x − b). */
  threshold_relu: fromX(
    (x, a, b) => (x >= b ? x : a * (x - b)),
    (x, a, b) => (x > b ? 1 : a),
  ),
  /** min(max(x, a), b) */
  clip: fromX(
    (x, a, b) => Math.min(Math.max(x, a), b),
    (x, a, b) => (x >= a && x <= b ? 1 : 0),
  ),
  sigmoid: fromY(sigmoid, (y) => y * (1 - y)),
  tanh: fromY(Math.tanh, (y) => 1 - y * y),
  /** x, or a·(eˣ − 1) below zero. */
  elu: fromY(
    (x, a) => (x > 0 ? x : a * Math.expm1(x)),
    (y, a) => (y > 0 ? 1 : y + a),
  ),
  selu: fromY(
    (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    (y) => (y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA),
  ),
  softplus: fromX(softplus, sigmoid),
  /** x / (1 + |x|) */
  softsign: fromX(
    (x) => x / (1 + Math.abs(x)),
    (x) => 1 / (1 + Math.abs(x)) ** 2,
  ),
  silu: fromX(
    (x) => x * sigmoid(x),
    (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  ),
  /** x·Φ(x), with the normal distribution's Φ. */
  gelu: fromX(
    (x) => x * normal(x),
    (x) => normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  ),
  /** The approximation of gelu by tanh. */
  gelu_tanh: fromX(
    (x) => 0.5 * x * (1 + Math.tanh(SQRT_2_PI * (x + 0.044715 * x ** 3))),
    (x) => {
      const t = Math.tanh(SQRT_2_PI * (x + 0.044715 * x ** 3));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SQRT_2_PI * (1 + 3 * 0.044715 * x * x);
    },
  ),
  mish: fromX(
    (x) => x * Math.tanh(softplus(x)),
    (x) => {
      const t = Math.tanh(softplus(x));
      return t + x * (1 - t * t) * sigmoid(x);
    },
  ),
  exp: fromY(Math.exp, (y) => y),
  log: fromX(Math.log, (x) => 1 / x),
  square: fromX(
    (x) => x * x,
    (x) => 2 * x,
  ),
  sqrt: fromY(Math.sqrt, (y) => 0.5 / y),
  abs: fromX(Math.abs, Math.sign),
  reciprocal: fromY(
    (x) => 1 / x,
    (y) => -y * y,
  ),
  /** a·x + b */
  affine: fromX(
    (x, a, b) => a * x + b,
    (_, a) => a,
  ),
  /** relu6(x + 3) / 6 */
  hard_sigmoid: fromX(
    (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
    (x) => (Math.abs(x) <= 3 ? 1 / 6 : 0),
  ),
  sin: fromX(Math.sin, Math.cos),
  cos: fromX(Math.cos, (x) => -Math.sin(x)),
  /** The largest whole number that is not above x. */
  floor: fromX(Math.floor, () => 0),
  atan: fromX(Math.atan, (x) => 1 / (1 + x * x)),
  /** Φ(x), the share of the normal distribution below x. */
  normal: fromX(normal, (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)),
} as const satisfies Record<string, UnaryFunction>;

export type UnaryName = keyof typeof unaryFunctions;
export const unaryNames = Object.keys(unaryFunctions) as readonly UnaryName[];

type Attrs = { readonly fn: UnaryName; readonly a: number; readonly b: number };

/** y = f(x), value by value. */
const forward = defineOp<"x", Attrs>({
  name: "unary",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x }, { fn, a, b }) {
    const { f } = unaryFunctions[fn];
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(x.data[i]!, a, b);
  },
  gradient: {
    x: (dy, { x }, y): Value => {
      const attrs = y.attrs as Attrs;
      if (attrs.fn === "affine") return unary("affine", dy, attrs.a, 0);
      return backward({ dy, v: unaryFunctions[attrs.fn].slopeFrom === "x" ? x : y }, attrs);
    },
  },
});

/** dx = dy · f'(v), where v is x or y as the function says. */
const backward = defineOp<"dy" | "v", Attrs>({
  name: "unaryGradient",
  inPlace: "dy",
  shape: ({ dy }) => dy,
  reference(dx, { dy, v }, { fn, a, b }) {
    const { slope } = unaryFunctions[fn];
    for (let i = 0; i < dx.data.length; i++) dx.data[i] = dy.data[i]! * slope(v.data[i]!, a, b);
  },
  gradient: { dy: "none", v: "none" },
});

export const unary = (fn: UnaryName, x: Value, a = 0, b = 0): Value => forward({ x }, { fn, a, b });
/** x · by */
export const scale = (x: Value, by: number): Value => unary("affine", x, by, 0);

/** Φ(x) by the error function; West 2005, "Better approximations to cumulative normal functions": 1e-15. */
function normal(x: number): number {
  const z = Math.abs(x);
  if (z > 37) return x > 0 ? 1 : 0;
  const e = Math.exp((-z * z) / 2);
  let tail: number;
  if (z < 7.07106781186547) {
    const top =
      (((((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z +
        112.079291497871) *
        z +
        221.213596169931) *
        z +
      220.206867912376;
    const bottom =
      ((((((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z +
        296.564248779674) *
        z +
        637.333633378831) *
        z +
        793.826512519948) *
        z +
      440.413735824752;
    tail = (e * top) / bottom;
  } else {
    tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
  }
  return x > 0 ? 1 - tail : tail;
}

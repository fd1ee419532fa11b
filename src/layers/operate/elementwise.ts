/** Operators and functions that work number by number. */
import { add, affine, divide, equal, greater, maximum, minimum, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { detach } from "../../ops/detach";
import { constant, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { scale, unary } from "../../ops/unary";
import { activations } from "../activations";
import { arctan2 } from "../families/arctan";
import { rounded } from "../families/rounded";
import { select } from "../families/select";
import { Unsupported } from "../layer";
import { operationActivation } from "../operations";
import { notFollowed, together, type Operands, type Operation } from "./operation";

const ofTwo =
  (f: (a: Value, b: Value) => Value): Operation =>
  (call) => {
    const [a, b] = operandsOf(call);
    const both = a === undefined || b === undefined ? undefined : together(a, b);
    return both ? f(...both) : new Unsupported("its two sides do not go together");
  };

/** Both sides, whatever the function calls them. Tensors alone come without names. */
function operandsOf(call: Operands): readonly (Value | number | undefined)[] {
  const [a, b] = [call.operand("x1"), call.operand("x2")];
  return a === undefined && b === undefined && call.inputs.length === 2 ? call.inputs : [a, b];
}

const ofOne =
  (f: (x: Value, call: Operands) => Value): Operation =>
  (call) =>
    f(call.x, call);

const not = (x: Value): Value => affine(x, -1, 1);
/** 1 where x is not 0. */
export const isTrue = (x: Value): Value => not(equal(x, constant(0, x.shape)));
const sign = (x: Value): Value => subtract(greater(x, constant(0, x.shape)), greater(constant(0, x.shape), x));

/** 0 where the divisor is. */
function quotientOrZero(a: Value, b: Value): Value {
  const isZero = equal(b, constant(0, b.shape));
  return multiply(not(isZero), divide(a, add(b, isZero)));
}

const root = (x: Value): Value => unary("sqrt", x);
/** √(1 − x²), √(x² + 1) and √(x² − 1). */
const rootOfSquare = (x: Value, factor: 1 | -1, offset: 1 | -1): Value =>
  root(affine(unary("square", x), factor, offset));
const logOfSum = (a: Value, b: Value): Value => unary("log", add(a, b));
/** The error function, from the normal distribution. */
const errorFunction = (x: Value): Value => affine(unary("normal", scale(x, Math.SQRT2)), 2, -1);
const truncated = (x: Value): Value => multiply(sign(x), unary("floor", unary("abs", x)));
/** log(eᵃ + eᵇ) */
const logOfExponentials = (a: Value, b: Value): Value =>
  add(maximum(a, b), unary("softplus", scale(unary("abs", subtract(a, b)), -1)));
/** x − x is 0, but for what is no finite number. No gradient flows to what may be infinite. */
const isFinite = (x: Value): Value => equal(subtract(detach(x), detach(x)), constant(0, x.shape));
const isNumber = (x: Value): Value => equal(detach(x), detach(x));

/** Whole powers by multiplying, which keeps signs; others by the logarithm. */
function power(x: Value, exponent: number): Value {
  if (exponent === 0) return constant(1, x.shape);
  if (exponent < 0) return unary("reciprocal", power(x, -exponent));
  if (exponent === 0.5) return unary("sqrt", x);
  if (!Number.isInteger(exponent) || exponent > 64) return unary("exp", scale(unary("log", x), exponent));
  const half = exponent === 1 ? x : power(x, Math.floor(exponent / 2));
  const twice = exponent === 1 ? x : unary("square", half);
  return exponent % 2 === 1 && exponent > 1 ? multiply(twice, x) : twice;
}

const powered: Operation = (call) => {
  const [a, b] = operandsOf(call);
  if (typeof b === "number" && a !== undefined && typeof a !== "number") return power(a, b);
  const both = a === undefined || b === undefined ? undefined : together(a, b);
  return both ? unary("exp", multiply(both[1], unary("log", both[0]))) : notFollowed("this power");
};

/** One number more for each channel. */
const biased: Operation = (call) => {
  const { x } = call;
  const bias = call.operand("bias");
  if (typeof bias !== "object" || bias.shape.length !== 1) return notFollowed("its bias");
  const format = call.literal("data_format");
  const first = format === "channels_first" || (typeof format === "string" && format.startsWith("NC"));
  const sizes = x.shape.map((size, i) => (i === (first ? 1 : x.shape.length - 1) ? size : 1));
  const both = together(x, reshape(bias, sizes));
  return both ? add(...both) : new Unsupported("its two sides do not go together");
};

const clipped: Operation = (call) => {
  const [low, high] = [call.operand("x_min"), call.operand("x_max")];
  if (low === undefined || high === undefined) return notFollowed("a bound that is no number");
  if (typeof low === "number" && typeof high === "number") return unary("clip", call.x, low, high);
  const above = together(call.x, low);
  const below = above && together(maximum(...above), high);
  return below ? minimum(...below) : new Unsupported("its parts do not go together");
};

const chosen: Operation = (call) => {
  const [which, a, b] = [call.operand("condition"), call.operand("x1"), call.operand("x2")];
  if (which === undefined || typeof which === "number" || a === undefined || b === undefined)
    return notFollowed("a choice between what are no tensors");
  const values = together(a, b);
  const first = values && together(which, values[0]);
  if (!values || !first) return new Unsupported("its parts do not go together");
  return select(isTrue(first[0]), first[1], together(which, values[1])![1]);
};

/** An activation by its function, with the options that the function has. */
const activationsByClass: readonly (readonly [string, Operation])[] = [...operationActivation].map(
  ([type, name]) => [type, (call: Operands) => activations.get(name)!.lower(call.x, call.others)] as const,
);

/** sin(πx) / πx, and 1 at 0. */
const waved: Operation = ({ x }) => {
  const isZero = affine(greater(unary("abs", detach(x)), constant(0, x.shape)), -1, 1);
  const safe = scale(x, Math.PI);
  const one = constant(1, x.shape);
  return select(isZero, one, multiply(unary("sin", safe), unary("reciprocal", select(isZero, one, safe))));
};

const isNear: Operation = (call) => {
  const [a, b] = [call.operand("x1"), call.operand("x2")];
  const both = a === undefined || b === undefined ? undefined : together(a, b);
  const [relative, absolute] = [call.literal("rtol") ?? 1e-5, call.literal("atol") ?? 1e-8];
  if (!both || typeof relative !== "number" || typeof absolute !== "number")
    return notFollowed("how near they must be");
  const room = affine(unary("abs", both[1]), relative, absolute);
  return affine(greater(unary("abs", subtract(...both)), room), -1, 1);
};

/** The first choice whose condition holds. */
const selected: Operation = (call) => {
  const [conditions, choices] = [call.list("condlist"), call.list("choicelist")];
  const preset = call.operand("default") ?? 0;
  if (!conditions || choices?.length !== conditions.length) return notFollowed("one of the choices");
  const { shape } = conditions[0]!;
  const wide = (one: Value | number): Value =>
    typeof one === "number" ? constant(one, shape) : broadcastTo(one, shape);
  return conditions.reduceRight<Value>((rest, when, i) => select(wide(when), wide(choices[i]!), rest), wide(preset));
};

const filled: Operation = (call) => {
  const value = call.operand("fill_value") ?? 0;
  return typeof value === "number" ? constant(value, call.x.shape) : notFollowed("what it is filled with");
};

export const elementwise: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ...activationsByClass,
  ["Add", ofTwo(add)],
  ["BiasAdd", biased],
  ["Subtract", ofTwo(subtract)],
  ["Multiply", ofTwo(multiply)],
  ["Divide", ofTwo(divide)],
  ["TrueDivide", ofTwo(divide)],
  ["FloorDivide", ofTwo((a, b) => unary("floor", divide(a, b)))],
  ["Mod", ofTwo((a, b) => subtract(a, multiply(b, detach(unary("floor", divide(a, b))))))],
  ["DivideNoNan", ofTwo(quotientOrZero)],
  ["Fmax", ofTwo(maximum)],
  ["Fmin", ofTwo(minimum)],
  ["Maximum", ofTwo(maximum)],
  ["Minimum", ofTwo(minimum)],
  ["Power", powered],
  ["Greater", ofTwo(greater)],
  ["Less", ofTwo((a, b) => greater(b, a))],
  ["GreaterEqual", ofTwo((a, b) => not(greater(b, a)))],
  ["LessEqual", ofTwo((a, b) => not(greater(a, b)))],
  ["Equal", ofTwo(equal)],
  ["NotEqual", ofTwo((a, b) => not(equal(a, b)))],
  ["LogicalAnd", ofTwo((a, b) => multiply(isTrue(a), isTrue(b)))],
  ["LogicalOr", ofTwo((a, b) => maximum(isTrue(a), isTrue(b)))],
  ["LogicalXor", ofTwo((a, b) => not(equal(isTrue(a), isTrue(b))))],
  ["LogicalNot", ofOne((x) => not(isTrue(x)))],
  ["Where", chosen],
  ["Clip", clipped],
  ["Negative", ofOne((x) => scale(x, -1))],
  ["Absolute", ofOne((x) => unary("abs", x))],
  ["Exp", ofOne((x) => unary("exp", x))],
  ["Expm1", ofOne((x) => affine(unary("exp", x), 1, -1))],
  ["Log", ofOne((x) => unary("log", x))],
  ["Log1p", ofOne((x) => unary("log", affine(x, 1, 1)))],
  ["Log2", ofOne((x) => scale(unary("log", x), Math.LOG2E))],
  ["Log10", ofOne((x) => scale(unary("log", x), Math.LOG10E))],
  ["Sqrt", ofOne((x) => unary("sqrt", x))],
  ["Rsqrt", ofOne((x) => unary("reciprocal", unary("sqrt", x)))],
  ["Square", ofOne((x) => unary("square", x))],
  ["Reciprocal", ofOne((x) => unary("reciprocal", x))],
  ["Sin", ofOne((x) => unary("sin", x))],
  ["Cos", ofOne((x) => unary("cos", x))],
  ["Tan", ofOne((x) => divide(unary("sin", x), unary("cos", x)))],
  ["Floor", ofOne((x) => unary("floor", x))],
  ["Ceil", ofOne((x) => scale(unary("floor", scale(x, -1)), -1))],
  ["Sign", ofOne(sign)],
  ["Round", ofOne(rounded)],
  ["Rint", ofOne(rounded)],
  ["Trunc", ofOne(truncated)],
  ["Fabs", ofOne((x) => unary("abs", x))],
  ["Sinh", ofOne((x) => scale(subtract(unary("exp", x), unary("exp", scale(x, -1))), 0.5))],
  ["Cosh", ofOne((x) => scale(add(unary("exp", x), unary("exp", scale(x, -1))), 0.5))],
  ["Deg2rad", ofOne((x) => scale(x, Math.PI / 180))],
  ["Rad2deg", ofOne((x) => scale(x, 180 / Math.PI))],
  ["Logaddexp", ofTwo(logOfExponentials)],
  ["Logaddexp2", ofTwo((a, b) => scale(logOfExponentials(scale(a, Math.LN2), scale(b, Math.LN2)), Math.LOG2E))],
  ["Hypot", ofTwo((a, b) => root(add(unary("square", a), unary("square", b))))],
  ["Arctan2", ofTwo(arctan2)],
  ["Fmod", ofTwo((a, b) => subtract(a, multiply(b, detach(truncated(divide(a, b))))))],
  ["Heaviside", ofTwo((a, b) => add(greater(a, constant(0, a.shape)), multiply(equal(a, constant(0, a.shape)), b)))],
  ["Arctan", ofOne((x) => unary("atan", x))],
  ["Arcsin", ofOne((x) => arctan2(x, rootOfSquare(x, -1, 1)))],
  ["Arccos", ofOne((x) => arctan2(rootOfSquare(x, -1, 1), x))],
  // by |x|, of which nothing cancels
  ["Arcsinh", ofOne((x) => multiply(sign(x), logOfSum(unary("abs", x), rootOfSquare(x, 1, 1))))],
  ["Arccosh", ofOne((x) => logOfSum(x, rootOfSquare(x, 1, -1)))],
  ["Arctanh", ofOne((x) => scale(unary("log", divide(affine(x, 1, 1), affine(x, -1, 1))), 0.5))],
  ["Cbrt", ofOne((x) => multiply(sign(x), unary("exp", scale(unary("log", unary("abs", x)), 1 / 3))))],
  ["Exp2", ofOne((x) => unary("exp", scale(x, Math.LN2)))],
  ["Erf", ofOne(errorFunction)],
  ["Erfc", ofOne((x) => scale(unary("normal", scale(x, -Math.SQRT2)), 2))],
  ["Isfinite", ofOne(isFinite)],
  ["Isnan", ofOne((x) => not(isNumber(x)))],
  ["Isinf", ofOne((x) => multiply(isNumber(x), not(isFinite(x))))],
  ["SquaredDifference", ofTwo((a, b) => unary("square", subtract(a, b)))],
  ["Copy", ofOne((x) => x)],
  // numbers here have no imaginary part
  ["Conj", ofOne((x) => x)],
  ["Conjugate", ofOne((x) => x)],
  ["Real", ofOne((x) => x)],
  ["Imag", ofOne((x) => constant(0, x.shape))],
  ["Isreal", ofOne((x) => constant(1, x.shape))],
  ["Angle", ofOne((x) => scale(greater(constant(0, x.shape), detach(x)), Math.PI))],
  ["Ldexp", ofTwo((a, b) => multiply(a, unary("exp", scale(b, Math.LN2))))],
  ["StopGradient", ofOne(detach)],
  ["Cast", ofOne((x, call) => (/int|bool/.test(dtypeOf(call)) ? wholeOf(x, call) : x))],
  ["SaturateCast", ofOne((x, call) => saturated(x, call))],
  ["ZerosLike", ofOne((x) => constant(0, x.shape))],
  ["OnesLike", ofOne((x) => constant(1, x.shape))],
  ["FullLike", filled],
  ["EmptyLike", filled],
  ["Sinc", waved],
  ["Isclose", isNear],
  ["Select", selected],
]);

const dtypeOf = (call: Operands): string => {
  const given = call.literal("dtype");
  return typeof given === "string" ? given : "";
};

/** What whole numbers of so many bits can be, and so few as float32 tells apart. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};
const saturated = (x: Value, call: Operands): Value => {
  const range = ranges[dtypeOf(call)];
  const whole = /int|bool/.test(dtypeOf(call)) ? wholeOf(x, call) : x;
  return range ? unary("clip", whole, ...range) : whole;
};

/** Towards 0, as numbers become whole; or whether there is anything at all. */
const wholeOf = (x: Value, call: Operands): Value =>
  dtypeOf(call) === "bool" ? isTrue(x) : multiply(sign(x), unary("floor", unary("abs", x)));

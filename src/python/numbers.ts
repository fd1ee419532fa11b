/** Arithmetic as Python does it: whole numbers exact, division and remainder towards minus infinity. */
import type { Span } from "../model/span";
import type { BinaryOperator } from "./syntax";
import { float, int, unknown, type Bool, type Float, type Int, type Value } from "./value";

export type Numeric = Int | Float | Bool;

export const isNumeric = (value: Value | undefined): value is Numeric =>
  value?.kind === "int" || value?.kind === "float" || value?.kind === "bool";

export const toNumber = (value: Numeric): number => Number(value.value);
export const toInt = (value: Int | Bool): bigint => BigInt(value.value);

/** Whole numbers of more bits are not computed: no layer has such a size, and they would take all memory. */
const MOST_BITS = 4096;

/** Undefined when the operator is none of numbers. */
export function arithmetic(
  operator: BinaryOperator,
  a: Numeric,
  b: Numeric,
  span: Span | undefined,
): Value | undefined {
  if (a.kind === "float" || b.kind === "float") return floating(operator, toNumber(a), toNumber(b), span);
  return integral(operator, toInt(a), toInt(b), span);
}

const byZero = (span: Span | undefined): Value => unknown("division by zero", span);

function integral(operator: BinaryOperator, a: bigint, b: bigint, span: Span | undefined): Value | undefined {
  switch (operator) {
    case "+":
      return bounded(a + b, span);
    case "-":
      return bounded(a - b, span);
    case "*":
      return bits(a) + bits(b) > MOST_BITS ? tooLarge(span) : int(a * b, span);
    case "/":
      return b === 0n ? byZero(span) : float(Number(a) / Number(b), span);
    case "//":
      return b === 0n ? byZero(span) : int(floorDivide(a, b), span);
    case "%":
      return b === 0n ? byZero(span) : int(a - floorDivide(a, b) * b, span);
    case "**":
      if (b < 0n) return a === 0n ? byZero(span) : float(Number(a) ** Number(b), span);
      return b > BigInt(MOST_BITS) || BigInt(bits(a)) * b > BigInt(MOST_BITS) ? power(a, b, span) : int(a ** b, span);
    case "<<":
      return b < 0n || b > BigInt(MOST_BITS) ? tooLarge(span) : bounded(a << b, span);
    case ">>":
      return b < 0n
        ? unknown("negative shift count", span)
        : int(b > BigInt(2 * MOST_BITS) ? (a < 0n ? -1 : 0) : a >> b, span);
    case "&":
      return int(a & b, span);
    case "|":
      return int(a | b, span);
    case "^":
      return int(a ^ b, span);
    case "@":
      return undefined;
  }
}

/** Powers of 0, 1 and −1 stay small however often they are multiplied. */
const power = (a: bigint, b: bigint, span: Span | undefined): Value =>
  a === 0n || a === 1n ? int(a, span) : a === -1n ? int(b % 2n === 0n ? 1 : -1, span) : tooLarge(span);

const tooLarge = (span: Span | undefined): Value => unknown("this number is too large to be followed", span);
const bits = (value: bigint): number => value.toString(16).length * 4;
const bounded = (value: bigint, span: Span | undefined): Value =>
  bits(value) > MOST_BITS ? tooLarge(span) : int(value, span);

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function floating(operator: BinaryOperator, a: number, b: number, span: Span | undefined): Value | undefined {
  switch (operator) {
    case "+":
      return float(a + b, span);
    case "-":
      return float(a - b, span);
    case "*":
      return float(a * b, span);
    case "/":
      return b === 0 ? byZero(span) : float(a / b, span);
    case "//":
      return b === 0 ? byZero(span) : float(Math.floor(a / b), span);
    case "%":
      return b === 0 ? byZero(span) : float(a - Math.floor(a / b) * b, span);
    case "**": {
      const result = a ** b;
      return Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b)
        ? unknown("this is a complex number", span)
        : float(result, span);
    }
    default:
      return undefined;
  }
}

/** To the nearest, halves to even. */
export function roundHalfEven(value: number, digits: number): number {
  const scale = 10 ** Math.abs(digits);
  const scaled = digits >= 0 ? value * scale : value / scale;
  if (!Number.isFinite(scaled)) return value;
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const whole = rest < 0.5 ? down : rest > 0.5 ? down + 1 : down % 2 === 0 ? down : down + 1;
  return digits >= 0 ? whole / scale : whole * scale;
}

/** The whole number nearest to zero; undefined for infinity and NaN. */
export const truncated = (value: number): bigint | undefined =>
  Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;

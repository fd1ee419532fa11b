import { isNumeric, roundHalfEven, toInt, toNumber, truncated } from "../numbers";
import { iterate } from "../items";
import { binary } from "../operate";
import { bool, float, int, none, tuple, unknown, type Value } from "../value";
import { module, type Run } from "./module";

/** A function of one number that gives a float. */
const real =
  (compute: (x: number) => number): Run =>
  (args, { span }) => {
    const value = args.positional[0]?.value ?? none;
    if (!isNumeric(value)) return value.kind === "unknown" ? value : unknown("this is not a number", span);
    const result = compute(toNumber(value));
    return Number.isNaN(result) ? unknown("this is not defined", span) : float(result, span);
  };

/** A function of one number that gives a whole one. */
const whole =
  (name: string, compute: (x: number) => number): Run =>
  (args, site, machine) => {
    const { span } = site;
    const value = args.positional[0]?.value ?? none;
    const own = value.kind === "external" ? value.operate?.(name, undefined, "left", site, machine) : undefined;
    if (own) return own;
    if (value.kind === "int" || value.kind === "bool") return int(toInt(value), span);
    if (value.kind !== "float") return value.kind === "unknown" ? value : unknown("this is not a number", span);
    const result = truncated(compute(value.value));
    return result === undefined ? unknown("this is not a whole number", span) : int(result, span);
  };

const integers =
  (start: bigint, combine: (a: bigint, b: bigint) => bigint): Run =>
  (args, { span }) => {
    let result = start;
    for (const { value } of args.positional) {
      if (value.kind !== "int") return value.kind === "unknown" ? value : unknown("this is not a whole number", span);
      result = combine(result, value.value);
    }
    return int(result, span);
  };

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
};

export const math = module("math", {
  pi: float(Math.PI),
  e: float(Math.E),
  tau: float(2 * Math.PI),
  inf: float(Infinity),
  nan: float(NaN),
  ceil: whole("ceil", Math.ceil),
  floor: whole("floor", Math.floor),
  trunc: whole("trunc", Math.trunc),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  log2: real(Math.log2),
  log10: real(Math.log10),
  log1p: real(Math.log1p),
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  tanh: real(Math.tanh),
  radians: real((x) => (x * Math.PI) / 180),
  degrees: real((x) => (x * 180) / Math.PI),
  fabs: real(Math.abs),
  log: (args, { span }) => {
    const [x = none, base] = args.positional.map(({ value }) => value);
    if (!isNumeric(x) || (base && !isNumeric(base))) return unknown("this is not a number", span);
    return float(Math.log(toNumber(x)) / (base ? Math.log(toNumber(base)) : 1), span);
  },
  pow: (args, site, machine) => {
    const [x = none, y = none] = args.positional.map(({ value }) => value);
    const result: Value = binary(machine, "**", x, y, site);
    return isNumeric(result) ? float(toNumber(result), site.span) : result;
  },
  isclose: (args, { span }) => {
    const [a = none, b = none] = args.positional.map(({ value }) => value);
    if (!isNumeric(a) || !isNumeric(b)) return unknown("this is not a number", span);
    const [x, y] = [toNumber(a), toNumber(b)];
    return bool(Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y)), span);
  },
  isqrt: (args, { span }) => {
    const value = args.positional[0]?.value ?? none;
    return value.kind === "int" && value.value >= 0n && value.value < 2n ** 53n
      ? int(Math.floor(Math.sqrt(Number(value.value))), span)
      : unknown("this root is not followed", span);
  },
  gcd: integers(0n, gcd),
  lcm: integers(1n, (a, b) => (a === 0n || b === 0n ? 0n : (a * b) / gcd(a, b))),
  prod: (args, site, machine) => {
    const values = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    if ("kind" in values) return values;
    let total: Value = args.named.get("start")?.value ?? int(1);
    for (const value of values) total = binary(machine, "*", total, value, site);
    return total;
  },
  factorial: (args, { span }) => {
    const value = args.positional[0]?.value ?? none;
    if (value.kind !== "int" || value.value < 0n || value.value > 200n) return unknown("this is not followed", span);
    let product = 1n;
    for (let i = 2n; i <= value.value; i++) product *= i;
    return int(product, span);
  },
  fmod: (args, site, machine) => {
    const [x = none, y = none] = args.positional.map(({ value }) => value);
    return binary(machine, "%", x, y, site);
  },
  modf: (args, { span }) => {
    const value = args.positional[0]?.value ?? none;
    if (!isNumeric(value)) return unknown("this is not a number", span);
    const x = toNumber(value);
    return tuple([float(x - Math.trunc(x)), float(roundHalfEven(Math.trunc(x), 0))], span);
  },
});

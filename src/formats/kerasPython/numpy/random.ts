/** `np.random`, old and new: arrays of drawn numbers, random orders. */
import type { Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { open } from "../modules/open";
import type { Run } from "../../../python/modules/module";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, none, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { toShape } from "../literal";
import { isShape } from "../tensors/tensor";
import { Lost, nextStream, step } from "../arrays/trace";
import { arrayOf, sizesOf, typeSetting } from "./making";

/** Random numbers of a shape. */
export function drawn(size: Value, settings: Settings | undefined, site: Site, machine: Machine): ArrayValue {
  const shape = toShape(size);
  const sizes = sizesOf(shape);
  const stream = nextStream(machine);
  const trace =
    sizes && settings
      ? step("random", [], { ...settings, shape: sizes, stream })
      : new Lost("the shape of these random numbers is not known", site.span);
  return new ArrayValue(shape, site.span, { trace });
}

/** A number that is drawn. */
const single = (settings: Settings | undefined, site: Site, machine: Machine): Value =>
  drawn(tuple([]), settings, site, machine);

/** `normal(loc, scale, size)` and the like: two parameters, and the size behind them. */
const sized =
  (kind: string, names: readonly [string, string], presets: readonly [number, number]): Run =>
  (args, site, machine) => {
    const [a, b] = names.map((name, i) => {
      const value = args.pick(i, name);
      return value === undefined ? presets[i] : isNumeric(value) ? toNumber(value) : undefined;
    });
    const known = a !== undefined && b !== undefined ? { kind, a, b } : undefined;
    const size = args.pick(2, "size");
    return size && size.kind !== "none" ? drawn(size, known, site, machine) : single(known, site, machine);
  };

/** A size for each argument: `rand(100, 3)`. */
const each =
  (settings: Settings): Run =>
  (args, site, machine) =>
    args.positional.length === 0
      ? single(settings, site, machine)
      : drawn(tuple(args.positional.map(({ value }) => value)), settings, site, machine);

/** The size alone: `random((100, 3))`. */
const ofSize =
  (settings: Settings): Run =>
  (args, site, machine) => {
    const size = args.pick(0, "size");
    return size && size.kind !== "none" ? drawn(size, settings, site, machine) : single(settings, site, machine);
  };

const integers: Run = (args, site, machine) => {
  const [low, high] = [args.pick(0, "low"), args.pick(1, "high")];
  const one = high === undefined || high.kind === "none";
  const bounds = one ? [0, low] : [low, high];
  const [a, b] = bounds.map((bound) =>
    typeof bound === "number" ? bound : isNumeric(bound) ? toNumber(bound) : undefined,
  );
  const known =
    a !== undefined && b !== undefined ? { kind: "integers", a, b, ...typeSetting(args.pick(3, "dtype")) } : undefined;
  const size = args.pick(2, "size");
  return size && size.kind !== "none" ? drawn(size, known, site, machine) : single(known, site, machine);
};

/** Rows in another order, as a new array; of a number, the places in random order. */
const permutation: Run = (args, site, machine) => {
  const value = args.positional[0]?.value ?? none;
  const count = indexOf(value);
  const stream = nextStream(machine);
  if (count !== undefined)
    return new ArrayValue([count], site.span, { trace: step("permutation", [], { count, stream }) });
  const array = arrayOf(machine, value, site);
  if (!(array instanceof ArrayValue)) return unknown("what is in random order here is not known", site.span);
  if (isShape(array.shape) && array.shape.length === 0)
    return new ArrayValue([null], site.span, { trace: step("permutation", [array.trace], { stream }) });
  return array.with(array.shape, site, mixed(array, stream));
};

const mixed = (array: ArrayValue, stream: number) => {
  const count = step("size", [array.trace], { axis: 0 });
  return step("take", [array.trace, step("permutation", [count], { stream })]);
};

/** Rows in another order, where they lie. */
const shuffle: Run = (args, _, machine) => {
  const value = args.positional[0]?.value;
  if (value instanceof ArrayValue) value.becomes(mixed(value, nextStream(machine)), machine);
  return none;
};

const choice: Run = (args, site, machine) => {
  const from = args.positional[0]?.value;
  const size = args.pick(1, "size");
  const count = indexOf(from);
  if (count !== undefined && size && !args.named.has("p") && args.named.get("replace") === undefined)
    return drawn(size, { kind: "integers", a: 0, b: count }, site, machine);
  const shape = size ? toShape(size) : [];
  return new ArrayValue(shape, site.span, {
    trace: new Lost("what is chosen at random here is not followed", site.span),
  });
};

const members: Readonly<Record<string, Run>> = {
  seed: () => none,
  rand: each({ kind: "uniform", a: 0, b: 1 }),
  randn: each({ kind: "normal", a: 0, b: 1 }),
  random: ofSize({ kind: "uniform", a: 0, b: 1 }),
  random_sample: ofSize({ kind: "uniform", a: 0, b: 1 }),
  ranf: ofSize({ kind: "uniform", a: 0, b: 1 }),
  sample: ofSize({ kind: "uniform", a: 0, b: 1 }),
  standard_normal: ofSize({ kind: "normal", a: 0, b: 1 }),
  normal: sized("normal", ["loc", "scale"], [0, 1]),
  uniform: sized("uniform", ["low", "high"], [0, 1]),
  randint: integers,
  random_integers: integers,
  integers,
  permutation,
  shuffle,
  choice,
};

const functions = (what: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(members).map(([name, run]) => [name, builtin(`${what}.${name}`, run)]));

/** A source of random numbers that is made first: `np.random.default_rng(0)`. */
const generator = (what: string): External =>
  builtin(what, () => open(what, functions(what), (name) => notDrawn(`${what}.${name}`)));

const notDrawn = (what: string): External =>
  builtin(what, (args: Arguments, site) => {
    const size = args.named.get("size")?.value;
    const trace = new Lost(`the random numbers of ${what} are not drawn here`, site.span);
    return size && size.kind !== "none"
      ? new ArrayValue(toShape(size), site.span, { trace })
      : unknown(trace.why, site.span);
  });

export const random = open(
  "np.random",
  {
    ...functions("np.random"),
    default_rng: generator("np.random.default_rng"),
    RandomState: generator("np.random.RandomState"),
  },
  (name) => notDrawn(`np.random.${name}`),
);

/** Loops over data whose length is not known here, or is large: what one pass gives stands for all. */
import type { Arguments } from "../../../python/arguments";
import { builtins } from "../../../python/builtins";
import { everlasting } from "../../../python/footprint";
import type { Each } from "../../../python/gather";
import { rangeLength } from "../../../python/items";
import type { Machine, Site } from "../../../python/machine";
import { isNumeric, toNumber } from "../../../python/numbers";
import { int, tuple, type External, type Unknown, type Value } from "../../../python/value";
import type { Dim } from "../../../model/shape";
import { arrayOf } from "../numpy/making";
import { isShape } from "../tensors/tensor";
import { ArrayValue, gatheredIn, gatherAs } from "./array";
import { elementOf, isElement, mapStep } from "./mapping";
import { Lost, Step, step, type Trace } from "./trace";

/** Several arrays that are gone over together, and how what stands for one element of each is put together. */
interface Together {
  readonly arrays: readonly ArrayValue[];
  readonly target: (elements: readonly Value[]) => Value;
}

/** What `enumerate`, `zip` and `range` give, where that is not known. */
const over = new WeakMap<Unknown, Together>();
/** How many loops lie within each other. */
const depths = new WeakMap<Machine, number>();

export function each(iterable: Value, site: Site, machine: Machine): Each | undefined {
  const together = togetherOf(iterable, site);
  if (!together) return undefined;
  return {
    run(pass) {
      const depth = depths.get(machine) ?? 0;
      depths.set(machine, depth + 1);
      try {
        return pass(together.target(together.arrays.map((array, place) => elementIn(array, place, depth, site))));
      } finally {
        depths.set(machine, depth);
      }
    },
    gathered: (value, at) => gathered(value, together.arrays, (depths.get(machine) ?? 1) - 1, at, machine),
  };
}

function togetherOf(iterable: Value, { span }: Site): Together | undefined {
  const alone = (array: ArrayValue): Together => ({ arrays: [array], target: ([element]) => element! });
  if (iterable.kind === "unknown") return over.get(iterable);
  if (iterable.kind === "range") {
    const [first, end, by] = [iterable.first, iterable.end, iterable.step].map(Number) as [number, number, number];
    const trace = new Step("arange", [], { start: first, stop: end, step: by, type: "int64" });
    return alone(new ArrayValue([Number(rangeLength(iterable))], span, { trace }));
  }
  const array = iterable instanceof ArrayValue ? iterable : gatheredIn(iterable);
  const isPlain = array && !(array.trace instanceof Lost) && isShape(array.shape) && array.shape.length > 0;
  return isPlain ? alone(array) : undefined;
}

function elementIn(array: ArrayValue, place: number, loop: number, { span }: Site): ArrayValue {
  const shape = isShape(array.shape) ? array.shape.slice(1) : array.shape;
  return array.made(shape, span, { trace: elementOf(place, loop), classes: array.classes, range: array.range });
}

function gathered(
  value: Value,
  arrays: readonly ArrayValue[],
  loop: number,
  site: Site,
  machine: Machine,
): Unknown | undefined {
  const one = arrayOf(machine, value, site);
  if (!(one instanceof ArrayValue) || one.trace instanceof Lost) return undefined;
  const [first] = arrays;
  if (drawsWithin(one.trace)) return undefined;
  const trace = isElement(one.trace, loop)
    ? arrays[Number(one.trace.settings["place"])]!.trace
    : mapStep(
        one.trace,
        arrays.map((array) => array.trace),
        site.span,
        { loop },
      );
  if (trace instanceof Lost) return undefined;
  const count: Dim = first && isShape(first.shape) ? (first.shape[0] ?? null) : null;
  return gatherAs(
    new ArrayValue(isShape(one.shape) ? [count, ...one.shape] : one.shape, site.span, {
      trace,
      classes: one.classes,
      range: one.range,
    }),
    "how long this list becomes is known only when the data are read",
  );
}

/** Random numbers would be drawn anew in each pass. */
function drawsWithin(trace: Step): boolean {
  const seen = new Set<Step>();
  const waiting = [trace];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.does === "random") return true;
    waiting.push(...next.of);
  }
  return false;
}

const original = (name: string): External => builtins.get(name) as External;
const wrapped = (name: string, call: NonNullable<External["call"]>): readonly [string, Value] => [
  name,
  everlasting({ ...original(name), call }),
];
const plainly = (name: string, args: Arguments, site: Site, machine: Machine): Value =>
  original(name).call!(args, site, machine);

/** `range` whose end depends on the data. */
const range = wrapped("range", (args, site, machine) => {
  const made = plainly("range", args, site, machine);
  const given = args.positional.map(({ value }) => value);
  const known = given.every((value) => isNumeric(value) || value instanceof ArrayValue);
  if (made.kind !== "unknown" || !known || given.length === 0 || given.length > 3) return made;
  const [a, b, by = int(1)] = given as [Value, Value?, Value?];
  const bounds = b ? [a, b, by] : [int(0), a, by];
  const of = bounds.filter((value) => value instanceof ArrayValue).map(({ trace }) => trace);
  const setting = (value: Value): number | string => (isNumeric(value) ? toNumber(value) : "of");
  const [start, stop, stride] = bounds.map(setting) as [number | string, number | string, number | string];
  const trace = step("arange", of, { start, stop, step: stride, type: "int64" });
  const count: Dim = { unknown: "how far this goes is known only when the data are read" };
  return remembered(made, { arrays: [new ArrayValue([count], site.span, { trace })], target: ([one]) => one! });
});

const enumerate = wrapped("enumerate", (args, site, machine) => {
  const [first] = args.positional;
  const together = first && togetherOf(first.value, site);
  const made = plainly("enumerate", args, site, machine);
  const start = args.pick(1, "start");
  if (made.kind !== "unknown" || !together || start) return made;
  const [array] = together.arrays as readonly [ArrayValue];
  const places = placesOf(array, site);
  return remembered(made, {
    arrays: [...together.arrays, places],
    target: (elements) => tuple([elements.at(-1)!, together.target(elements.slice(0, -1))]),
  });
});

const placesOf = (array: ArrayValue, { span }: Site): ArrayValue => {
  const stop = step("size", [array.trace], { axis: 0 });
  const trace: Trace = step("arange", [stop], { start: 0, stop: "of", step: 1, type: "int64" });
  return new ArrayValue([isShape(array.shape) ? (array.shape[0] ?? null) : null], span, { trace });
};

const zip = wrapped("zip", (args, site, machine) => {
  const parts = args.positional.map(({ value }) => togetherOf(value, site));
  const made = plainly("zip", args, site, machine);
  if (made.kind !== "unknown" || parts.length === 0 || !parts.every((part) => part !== undefined)) return made;
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { arrays }) => sum + arrays.length, 0));
  return remembered(made, {
    arrays: parts.flatMap(({ arrays }) => arrays),
    target: (elements) =>
      tuple(parts.map(({ arrays, target }, i) => target(elements.slice(starts[i], starts[i]! + arrays.length)))),
  });
});

/** How many samples there are, of a list that a loop has filled. */
const len = wrapped("len", (args, site, machine) => {
  const list = args.positional[0] && gatheredIn(args.positional[0].value);
  return list ? list.length(site) : plainly("len", args, site, machine);
});

function remembered(made: Unknown, together: Together): Unknown {
  over.set(made, together);
  return made;
}

/** Python's builtin functions, and what these do with data. */
export const builtinsOnData: ReadonlyMap<string, Value> = new Map([...builtins, range, enumerate, zip, len]);

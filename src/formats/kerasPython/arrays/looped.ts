/** Loops over data whose length is not known here, or is large: what one pass gives stands for all. */
import { Arguments } from "../../../python/arguments";
import { builtins } from "../../../python/builtins";
import { call } from "../../../python/call";
import { List } from "../../../python/containers";
import { everlasting } from "../../../python/footprint";
import type { Each } from "../../../python/gather";
import { length, rangeLength } from "../../../python/items";
import type { Machine, Site } from "../../../python/machine";
import { classMember } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, int, tuple, unknown, type External, type Unknown, type Value } from "../../../python/value";
import type { Dim } from "../../../model/shape";
import { arrayOf } from "../numpy/making";
import { isShape, tensorsIn } from "../tensors/tensor";
import { ArrayValue, gatheredIn, gatherAs } from "./array";
import { elementOf, isElement, mapStep } from "./mapping";
import { mapStructure } from "./structure";
import { nextOf, openFile, withColumns } from "./textFiles";
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
  return together && loopOf(together, site, machine);
}

function loopOf(together: Together, site: Site, machine: Machine): Each {
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
  const isPlain = array && !(array.trace instanceof Lost) && !(isShape(array.shape) && array.shape.length === 0);
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
  const whole = new Whole(arrays, loop, site);
  const alone = arrayOf(machine, value, site);
  const list = alone instanceof ArrayValue ? whole.array(alone, false) : undefined;
  const hidden = "how long this list becomes is known only when the data are read";
  if (value.kind !== "tuple") return list && gatherAs(list, hidden);
  // Pairs are what generators yield, batch by batch.
  const why = list ? gatherAs(list, hidden) : unknown(hidden, site.span);
  const batches = whole.structure(value);
  if (batches) batchesBy.set(why, batches);
  return batches || list ? why : undefined;
}

/** What all passes give, where this is what one of them gives. */
class Whole {
  private readonly traces: readonly Trace[];
  private readonly count: Dim;

  constructor(
    arrays: readonly ArrayValue[],
    private readonly loop: number,
    private readonly site: Site,
  ) {
    const [first] = arrays;
    this.traces = arrays.map((array) => array.trace);
    this.count = first && isShape(first.shape) ? (first.shape[0] ?? null) : null;
  }

  /** A row of what is given, or the batches behind each other. */
  array(one: ArrayValue, joined: boolean): ArrayValue | undefined {
    const { loop, count } = this;
    const { span } = this.site;
    if (one.trace instanceof Lost || drawsWithin(one.trace)) return undefined;
    const of = withColumns(one.trace, this.traces, loop, (place) => elementOf(place, loop));
    const isSame = !joined && isElement(of.trace, loop);
    const trace = isSame
      ? of.whole[Number(of.trace.settings["place"])]!
      : mapStep(of.trace, of.whole, span, { loop, joined });
    if (trace instanceof Lost) return undefined;
    const { shape, classes, range } = one;
    const rest = isShape(shape) && joined ? shape.slice(1) : shape;
    return new ArrayValue(isShape(rest) ? [joined ? null : count, ...rest] : rest, span, { trace, classes, range });
  }

  /** The batches of each part behind each other. */
  structure(value: Value): Value | undefined {
    const lost: Value[] = [];
    const made = mapStructure(value, (part) => {
      const array = part instanceof ArrayValue ? this.array(part, true) : gatheredIn(part);
      if (!array) lost.push(part);
      return array ?? part;
    });
    return lost.length === 0 ? made : undefined;
  }
}

/** What a generator yields, all batches behind each other. */
const batchesBy = new WeakMap<Unknown, Value>();

/** What a generator is that yields these again and again. */
export function round(values: Value, later: Unknown): Unknown {
  if (values.kind !== "list") return later;
  const batches = values.unknown ? batchesBy.get(values.unknown) : joinedItems(values.items, later.span);
  if (batches) batchesBy.set(later, batches);
  return later;
}

/** Batches that were counted; a single one in a round says nothing of the next. */
function joinedItems(items: readonly Value[], span: Site["span"] | undefined): Value | undefined {
  const [first] = items;
  if (!first || items.length < 2 || !span) return undefined;
  const places: ArrayValue[][] = items.map((item) => tensorsIn(item).filter((part) => part instanceof ArrayValue));
  let at = 0;
  const made = mapStructure(first, (part) => {
    const place = at++;
    const parts = places.map((all) => all[place]);
    if (!(part instanceof ArrayValue) || !parts.every((one) => one !== undefined)) return part;
    const traces = parts.map(({ trace }) => trace);
    const trace = traces.some((one) => one instanceof Step && drawsWithin(one))
      ? new Lost("random numbers in a generator are not followed", span)
      : step("concatenate", traces, { axis: 0 });
    const shape = isShape(part.shape) ? [null, ...part.shape.slice(1)] : part.shape;
    return new ArrayValue(shape, span, { trace, classes: part.classes, range: part.range });
  });
  return made;
}

/** Data that come batch by batch, from a generator or from an object with `__getitem__`, as `keras.utils.Sequence` has. */
export function batchesOf(value: Value, site: Site, machine: Machine): Value | undefined {
  if (value.kind === "unknown") return batchesBy.get(value);
  const method = value.kind === "instance" ? classMember(value.class_, "__getitem__") : undefined;
  if (value.kind !== "instance" || method?.kind !== "function") return undefined;
  const count = length(machine, value, site);
  const rows = togetherOf(plainly("range", Arguments.of(count), site, machine), site) ?? rangeOver([count], site);
  if (!rows) return undefined;
  const lost = new Lost(`what ${value.class_.name}.__getitem__ gives is not followed`, site.span);
  return machine.journal.attempt(() =>
    loopOf(rows, site, machine).run((place) => {
      const given = call(machine, method, Arguments.of(value, place), site);
      const whole = new Whole(rows.arrays, (depths.get(machine) ?? 1) - 1, site);
      return mapStructure(given, (part) => {
        const array = part.kind === "list" ? arrayOf(machine, part, site) : part;
        const trace = array instanceof ArrayValue && array.trace instanceof Lost ? array.trace : lost;
        const why = array.kind === "unknown" ? new Lost(array.reason, array.span) : trace;
        return (
          (array instanceof ArrayValue ? whole.array(array, true) : undefined) ??
          new ArrayValue(unknown(why.why, why.span), site.span, { trace: why })
        );
      });
    }),
  ).result;
}

/** An element or a part of a list that a loop has filled. */
export function part(list: Value, index: Value, site: Site, machine: Machine): Value | undefined {
  const array = gatheredIn(list);
  if (!array || (index.kind !== "slice" && indexOf(index) === undefined)) return undefined;
  const found = array.item(index, site, machine);
  if (index.kind !== "slice" || !(found instanceof ArrayValue)) return found;
  const made = new List([], site.span);
  made.unknown = gatherAs(found, "how long this part of a list is is known only when the data are read");
  return made;
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
  const rows =
    made.kind === "unknown"
      ? rangeOver(
          args.positional.map(({ value }) => value),
          site,
        )
      : undefined;
  return rows && made.kind === "unknown" ? remembered(made, rows) : made;
});

function rangeOver(given: readonly Value[], { span }: Site): Together | undefined {
  const known = given.every((value) => isNumeric(value) || value instanceof ArrayValue);
  if (!known || given.length === 0 || given.length > 3) return undefined;
  const [a, b, by = int(1)] = given as [Value, Value?, Value?];
  const bounds = b ? [a, b, by] : [int(0), a, by];
  const of = bounds.filter((value) => value instanceof ArrayValue).map(({ trace }) => trace);
  const setting = (value: Value): number | string => (isNumeric(value) ? toNumber(value) : "of");
  const [start, stop, stride] = bounds.map(setting) as [number | string, number | string, number | string];
  const trace = step("arange", of, { start, stop, step: stride, type: "int64" });
  const count: Dim = { unknown: "how far this goes is known only when the data are read" };
  return { arrays: [new ArrayValue([count], span, { trace })], target: ([one]) => one! };
}

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

/** `min(start + size, len(x))`, of numbers that are known when the data are read. */
const extreme = (name: "min" | "max"): readonly [string, Value] =>
  wrapped(name, (args, site, machine) => {
    const given = args.positional.map(({ value }) => value);
    const [a, b] = given;
    const array = given.find((value) => value instanceof ArrayValue);
    if (!array || given.length !== 2 || !given.every((value) => isNumeric(value) || value instanceof ArrayValue))
      return plainly(name, args, site, machine);
    const does = `${name}imum`;
    if (a instanceof ArrayValue && b instanceof ArrayValue)
      return a.with(a.shape, site, step(does, [a.trace, b.trace]));
    const other = array === a ? b : a;
    return array.with(array.shape, site, step(does, [array.trace], { right: isNumeric(other) ? toNumber(other) : 0 }));
  });

/** Python's builtin functions, and what these do with data. */
export const builtinsOnData: ReadonlyMap<string, Value> = new Map([
  ...builtins,
  range,
  enumerate,
  zip,
  len,
  ["open", openFile],
  wrapped("next", nextOf(original("next"))!),
  extreme("min"),
  extreme("max"),
]);

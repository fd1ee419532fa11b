/** What is inside values: elements, slices, lengths. */
import { Arguments } from "./arguments";
import { call } from "./call";
import type { Span } from "../model/span";
import { List, type Iterator } from "./containers";
import { Raised, type Machine, type Site } from "./machine";
import { classMember } from "./members";
import { MOST_ITEMS } from "./operate";
import { keyOf } from "./same";
import {
  indexOf,
  int,
  text,
  tuple,
  typeName,
  unknown,
  type Range,
  type Slice,
  type Unknown,
  type Value,
} from "./value";

/** The elements of a value, in order; `wanted` is how many the other side unpacks into. */
export function iterate(machine: Machine, value: Value, site: Site, wanted?: number): readonly Value[] | Unknown {
  switch (value.kind) {
    case "unknown":
      return value;
    case "tuple":
      return value.items;
    case "list":
      // Who takes them in another order has no longer what the list stands for.
      return value.unknown ? { ...value.unknown } : [...value.items];
    case "text":
      return Array.from(value.value, (character) => text(character, value.span));
    case "dict":
      return value.unknown ?? [...value.entries.values()].map(({ key }) => key);
    case "set":
      return value.unknown ?? [...value.entries.values()];
    case "range": {
      const count = rangeLength(value);
      if (count > BigInt(MOST_ITEMS)) return unknown("this range is too long to be followed", value.span ?? site.span);
      machine.step(Number(count) >> 3);
      return Array.from({ length: Number(count) }, (_, i) => int(value.first + BigInt(i) * value.step, value.span));
    }
    case "iterator": {
      const lost = iteratorLost(value);
      if (lost) return lost;
      machine.journal.touch(value);
      const rest = value.items.slice(value.position);
      value.position = value.items.length;
      return rest;
    }
    case "external":
      return (
        value.iterate?.(site, machine, wanted) ?? unknown(`the elements of ${value.what} are not known`, site.span)
      );
    case "instance": {
      const method = classMember(value.class_, "__iter__");
      if (method?.kind === "function") {
        const made = call(machine, method, Arguments.of(value), site);
        if (made !== value) return iterate(machine, made, site, wanted);
      }
      return (
        value.native?.iterate?.(site, machine, wanted) ??
        unknown(`the elements of ${value.class_.name} are not known`, site.span)
      );
    }
    case "class": {
      const members = classMember(value, "__members__");
      if (members?.kind === "dict") return [...members.entries.values()].map((entry) => entry.value);
      if (value.line.some(({ kind }) => kind !== "class"))
        return unknown(`the elements of ${value.name} are not known`, site.span);
      throw new Raised("TypeError", `'type' object is not iterable`);
    }
    default:
      throw new Raised("TypeError", `'${typeName(value)}' object is not iterable`);
  }
}

export const rangeLength = ({ first, end, step }: Range): bigint => {
  const distance = step > 0n ? end - first : first - end;
  const size = step > 0n ? step : -step;
  return distance <= 0n ? 0n : (distance + size - 1n) / size;
};

export function length(machine: Machine, value: Value, site: Site): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "text":
      return int(Array.from(value.value).length, site.span);
    case "tuple":
      return int(value.items.length, site.span);
    case "list":
      return value.unknown ?? int(value.items.length, site.span);
    case "dict":
    case "set":
      return value.unknown ?? int(value.entries.size, site.span);
    case "range":
      return int(rangeLength(value), site.span);
    case "external":
      return value.length?.(site) ?? unknown(`the length of ${value.what} is not known`, site.span);
    case "instance": {
      const method = classMember(value.class_, "__len__");
      if (method?.kind === "function") return call(machine, method, Arguments.of(value), site);
      return value.native?.length?.(site) ?? unknown(`the length of ${value.class_.name} is not known`, site.span);
    }
    default:
      throw new Raised("TypeError", `object of type '${typeName(value)}' has no len()`);
  }
}

export function item(machine: Machine, container: Value, index: Value, site: Site): Value {
  const { span } = site;
  switch (container.kind) {
    case "unknown":
      return container;
    case "external":
      return container.item?.(index, site, machine) ?? unknown(`the elements of ${container.what} are not known`, span);
    case "dict": {
      const found = container.get(index);
      if (found) return found;
      if (index.kind === "unknown") return index;
      if (isHidden(index)) return elsewhere(span);
      if (container.unknown) return container.unknown;
      if (!container.missing) throw new Raised("KeyError", "key not found");
      const made = call(machine, container.missing, Arguments.of(), site);
      setItem(machine, container, index, made, site);
      return made;
    }
    case "text":
    case "tuple":
    case "list": {
      if (container.kind === "list" && container.unknown)
        return machine.surroundings.part?.(container, index, site, machine) ?? container.unknown;
      const items = container.kind === "text" ? Array.from(container.value) : container.items;
      if (index.kind === "slice") {
        const picked = slice<Value | string>(items, index);
        if ("kind" in picked) return picked;
        machine.step(picked.length >> 4);
        if (container.kind === "text") return text((picked as readonly string[]).join(""), span);
        return container.kind === "tuple" ? tuple(picked as Value[], span) : new List(picked as Value[], span);
      }
      if (index.kind === "unknown") return index;
      if (isHidden(index)) return elsewhere(span);
      const found = items.at(place(index));
      if (found === undefined) throw new Raised("IndexError", `${container.kind} index out of range`);
      return typeof found === "string" ? text(found, span) : found;
    }
    case "range": {
      const items = iterate(machine, container, site);
      return "kind" in items ? items : item(machine, tuple(items), index, site);
    }
    case "instance": {
      const method = classMember(container.class_, "__getitem__");
      if (method?.kind === "function") return call(machine, method, Arguments.of(container, index), site);
      return (
        container.native?.item?.(index, site, machine) ??
        unknown(`the elements of ${container.class_.name} are not known`, span)
      );
    }
    case "class": {
      const members = classMember(container, "__members__");
      return members?.kind === "dict" ? item(machine, members, index, site) : container;
    }
    case "function":
      return container;
    default:
      throw new Raised("TypeError", `'${typeName(container)}' object is not subscriptable`);
  }
}

/** Whether an index is a number that comes at run time: one from an array, or from a class that says what number it stands for. */
const isHidden = (index: Value): boolean => index.kind === "external" || index.kind === "instance";
const elsewhere = (span: Span): Unknown => unknown("which element this is is known only at run time", span);

function place(index: Value): number {
  const at = indexOf(index);
  if (at === undefined) throw new Raised("TypeError", `indices must be integers or slices, not ${typeName(index)}`);
  return at;
}

/** The part of a sequence that a slice picks. */
export function slice<T>(items: readonly T[], { lower, upper, step }: Slice): readonly T[] | Unknown {
  for (const bound of [lower, upper, step]) {
    if (bound.kind === "unknown") return bound;
    if (isHidden(bound)) return unknown("where this slice begins and ends is known only at run time", bound.span);
  }
  const by = step.kind === "none" ? 1 : place(step);
  if (by === 0) throw new Raised("ValueError", "slice step cannot be zero");
  const [first, end] = by > 0 ? [0, items.length] : [items.length - 1, -1];
  const bound = (value: Value, preset: number): number => {
    if (value.kind === "none") return preset;
    const at = place(value);
    const from = at < 0 ? at + items.length : at;
    return by > 0 ? Math.max(0, Math.min(from, items.length)) : Math.max(-1, Math.min(from, items.length - 1));
  };
  const [start, stop] = [bound(lower, first), bound(upper, end)];
  const picked: T[] = [];
  for (let i = start; by > 0 ? i < stop : i > stop; i += by) picked.push(items[i]!);
  return picked;
}

export function setItem(machine: Machine, container: Value, index: Value, value: Value, site: Site): void {
  if (container.kind === "dict") {
    machine.journal.touch(container);
    container.set(index, value);
  } else if (container.kind === "list") {
    machine.journal.touch(container);
    container.spoil();
    if (container.unknown) return;
    if (index.kind === "unknown" || isHidden(index)) {
      container.unknown = index.kind === "unknown" ? index : elsewhere(site.span);
      container.items = [];
    } else if (index.kind === "slice") {
      const values = iterate(machine, value, site);
      const places = slice([...container.items.keys()], index);
      if ("kind" in values || "kind" in places) {
        container.unknown = "kind" in values ? values : (places as Unknown);
        container.items = [];
      } else if (index.step.kind === "none") {
        const from = places[0] ?? Math.min(container.items.length, Math.max(0, indexOf(index.lower) ?? 0));
        container.items.splice(from, places.length, ...values);
      } else for (const [i, at] of places.entries()) container.items[at] = values[i] ?? container.items[at]!;
    } else {
      const at = place(index);
      const from = at < 0 ? at + container.items.length : at;
      if (from < 0 || from >= container.items.length)
        throw new Raised("IndexError", "list assignment index out of range");
      container.items[from] = value;
    }
  } else if (container.kind === "external") container.setItem?.(index, value, site, machine);
  else if (container.kind === "instance") {
    const method = classMember(container.class_, "__setitem__");
    if (method?.kind === "function") call(machine, method, Arguments.of(container, index, value), site);
  }
}

export function deleteItem(machine: Machine, container: Value, index: Value): void {
  if (container.kind !== "dict" && container.kind !== "list") return;
  machine.journal.touch(container);
  if (container.kind === "list") container.spoil();
  if (index.kind === "unknown") {
    if (container.kind === "dict") container.forget(index);
    else {
      container.unknown = index;
      container.items = [];
    }
  } else if (container.kind === "dict") {
    const key = keyOf(index);
    if (key !== undefined) container.entries.delete(key);
  } else if (index.kind === "slice") {
    const places = slice([...container.items.keys()], index);
    if (!("kind" in places)) container.items = container.items.filter((_, i) => !places.includes(i));
  } else container.items.splice(place(index), 1);
}

/** Why it is not known what comes next, if it is not. */
export const iteratorLost = (value: Iterator): Unknown | undefined =>
  value.unknown ?? (value.isOutdated ? unknown("what this goes over has changed meanwhile", value.span) : undefined);

/** The next element of an iterator, or what is given when there is none. */
export function next(machine: Machine, value: Value, otherwise: Value | undefined): Value {
  if (value.kind === "unknown") return value;
  if (value.kind !== "iterator") return unknown("the next element is not known", value.span);
  const lost = iteratorLost(value);
  if (lost) return lost;
  machine.journal.touch(value);
  const found = value.items[value.position];
  if (!found) {
    if (otherwise) return otherwise;
    throw new Raised("StopIteration", "");
  }
  value.position++;
  return found;
}

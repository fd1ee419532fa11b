/** What a loop goes over, element by element, as Python does it: over a list as it is by then, over a dictionary only while it keeps its size. */
import type { Dict, SetValue } from "./containers";
import { iteratorLost, next } from "./items";
import { Raised, type Machine } from "./machine";
import { none, unknown, type Unknown, type Value } from "./value";

/** The elements of a value, one for each pass. */
export interface Walk {
  /** Why it cannot be told what the pass gets, when it cannot. Raises what Python raises. */
  lost(pass: number): Unknown | undefined;
  /** What the pass gets; undefined at the end. */
  at(pass: number): Value | undefined;
}

/** To be made before the first pass; `items` are the elements that `iterate` has given. */
export function walk(machine: Machine, over: Value, items: readonly Value[]): Walk {
  const keyed = over.kind === "list" ? over.view : over;
  if (keyed?.kind === "dict" || keyed?.kind === "set")
    return { lost: keeping(keyed, over.span), at: (pass) => items[pass] };
  if (over.kind === "list") return { lost: () => over.unknown, at: (pass) => over.items[pass] };
  if (over.kind === "iterator") {
    machine.journal.touch(over);
    over.position -= items.length;
    return {
      lost: () => iteratorLost(over),
      at: () => (over.position < over.items.length ? next(machine, over, none) : undefined),
    };
  }
  return { lost: () => undefined, at: (pass) => items[pass] };
}

/** A dictionary or a set is not to change its size while a loop goes over it; where it got other keys, what comes depends on how it is kept. */
function keeping(over: Dict | SetValue, span: Value["span"]): Walk["lost"] {
  const keys = [...over.entries.keys()];
  return (pass) => {
    const { entries } = over;
    if (over.unknown) return over.unknown;
    if (entries.size !== keys.length)
      throw new Raised("RuntimeError", `${over.kind === "dict" ? "dictionary" : "Set"} changed size during iteration`);
    const isKept = pass < keys.length ? entries.has(keys[pass]!) : keys.every((key) => entries.has(key));
    return isKept ? undefined : unknown("this loop changes the keys of what it goes over", span);
  };
}

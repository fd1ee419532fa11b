import { Arguments } from "../arguments";
import { call } from "../call";
import { iterate } from "../items";
import { builtin } from "../members";
import { none, tuple, unknown, type Value } from "../value";
import { module, type Run } from "./module";

/** `partial(f, …)`: f with its first arguments and some named ones given. */
const partial: Run = (args) => {
  const [callee, ...given] = args.positional;
  if (!callee) return none;
  return builtin(
    "functools.partial",
    (more, site, machine) =>
      call(
        machine,
        callee.value,
        new Arguments([...given, ...more.positional], new Map([...args.named, ...more.named]), args.rest ?? more.rest),
        site,
      ),
    {
      attribute: (name) => (name === "func" ? callee.value : undefined),
      // A class with arguments is still of that class.
      hasInstance: (value) => (callee.value.kind === "external" ? callee.value.hasInstance?.(value) : undefined),
    },
  );
};

/** A decorator that leaves what it decorates as it is, with or without arguments of its own. */
export const transparent: Run = (args) => {
  const value = args.positional[0]?.value;
  const decorates = value && ["function", "class", "bound", "descriptor"].includes(value.kind);
  return decorates ? value : builtin("decorator", (inner) => inner.positional[0]?.value ?? none);
};

export const functools = module("functools", {
  partial,
  wraps: () => builtin("functools.wraps", (args) => args.positional[0]?.value ?? none),
  lru_cache: transparent,
  cache: transparent,
  reduce: (args, site, machine) => {
    const [callee = none, source = tuple([]), start] = args.positional.map(({ value }) => value);
    const values = iterate(machine, source, site);
    if ("kind" in values) return values;
    let total: Value | undefined = start;
    for (const value of values) total = total ? call(machine, callee, Arguments.of(total, value), site) : value;
    return total ?? unknown("there is nothing to reduce", site.span);
  },
});

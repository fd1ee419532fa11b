/** Python's builtin functions and types. */
import { Arguments } from "./arguments";
import { call } from "./call";
import { Dict, Iterator, List, SetValue, type Class } from "./containers";
import { item, iterate, length, next } from "./items";
import { Raised, type Machine, type Site } from "./machine";
import { attribute, builtin, findAttribute, setAttribute } from "./members";
import { isNumeric, roundHalfEven, toInt, toNumber, truncated } from "./numbers";
import { binary, compareOrder, truth } from "./operate";
import { format, repr, str } from "./show";
import { sorted } from "./sorted";
import {
  bool,
  float,
  indexOf,
  int,
  none,
  text,
  tuple,
  typeName,
  unknown,
  type Descriptor,
  type External,
  type Unknown,
  type Value,
} from "./value";

type Run = (args: Arguments, site: Site, machine: Machine) => Value;

const functions = new Map<string, Value>();
const define = (name: string, run: Run, more: Partial<External> = {}): External => {
  const made = builtin(name, run, more);
  functions.set(name, made);
  return made;
};

/** A type: what makes its values, and which values are its own. */
const defineType = (name: string, kinds: readonly Value["kind"][], run: Run, more: Partial<External> = {}): External =>
  define(name, run, {
    key: `type ${name}`,
    hasInstance: (value) => (value.kind === "unknown" ? undefined : kinds.includes(value.kind)),
    attribute: (member, site, machine) =>
      member === "__name__" ? text(name) : more.attribute?.(member, site, machine),
    ...(more.instantiate && { instantiate: more.instantiate }),
  });

const first = (args: Arguments): Value => args.positional[0]?.value ?? args.rest ?? none;

/** For functions of one known value. */
const known =
  (run: (value: Value, site: Site, machine: Machine, args: Arguments) => Value): Run =>
  (args, site, machine) => {
    const value = first(args);
    return value.kind === "unknown" ? value : run(value, site, machine, args);
  };

const over = (args: Arguments, site: Site, machine: Machine): readonly Value[] | Unknown =>
  args.positional.length === 0 ? [] : iterate(machine, first(args), site);

/** What a thing from outside answers to a builtin function. */
const asked = (name: string, value: Value, site: Site, machine: Machine): Value | undefined => {
  const thing = value.kind === "instance" ? value.native : value;
  return thing?.kind === "external" ? thing.operate?.(name, undefined, "left", site, machine) : undefined;
};

defineType(
  "int",
  ["int", "bool"],
  known((value, site, machine, args) => {
    if (args.positional.length === 0) return int(0, site.span);
    if (value.kind === "float") {
      const whole = truncated(value.value);
      return whole === undefined ? unknown("this is not a whole number", site.span) : int(whole, site.span);
    }
    if (value.kind === "int" || value.kind === "bool") return int(toInt(value), site.span);
    if (value.kind === "text") {
      const base = indexOf(args.pick(1, "base")) ?? 10;
      const digits = value.value.trim().replaceAll("_", "");
      if (base === 10 && /^[-+]?\d{1,1000}$/.test(digits)) return int(BigInt(digits), site.span);
      const parsed = base >= 2 && base <= 36 ? parseInt(digits, base) : NaN;
      if (base === 10 || Number.isNaN(parsed)) throw new Raised("ValueError", "invalid literal for int()");
      return int(parsed, site.span);
    }
    return asked("int", value, site, machine) ?? unknown(`int() of ${typeName(value)} is not followed`, site.span);
  }),
);

defineType(
  "float",
  ["float"],
  known((value, site, machine, args) => {
    if (args.positional.length === 0) return float(0, site.span);
    if (isNumeric(value)) return float(toNumber(value), site.span);
    if (value.kind === "text") {
      const trimmed = value.value.trim().toLowerCase();
      const special = { inf: Infinity, "+inf": Infinity, "-inf": -Infinity, infinity: Infinity, nan: NaN }[trimmed];
      const parsed =
        special ?? (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined);
      if (parsed === undefined) throw new Raised("ValueError", "could not convert string to float");
      return float(parsed, site.span);
    }
    return asked("float", value, site, machine) ?? unknown(`float() of ${typeName(value)} is not followed`, site.span);
  }),
);

defineType("bool", ["bool"], (args, site, machine) => {
  const answer = truth(machine, first(args), site);
  return typeof answer === "boolean" ? bool(answer, site.span) : answer;
});

defineType(
  "str",
  ["text"],
  known((value, site, _, args) => {
    const shown = args.positional.length === 0 ? "" : str(value);
    return shown === undefined
      ? unknown(`the text of ${typeName(value)} is not known`, site.span)
      : text(shown, site.span);
  }),
);
define(
  "repr",
  known((value, site) => {
    const shown = repr(value);
    return shown === undefined
      ? unknown(`the text of ${typeName(value)} is not known`, site.span)
      : text(shown, site.span);
  }),
);
define(
  "format",
  known((value, site, _, args) => {
    const spec = args.positional[1]?.value;
    const shown = format(value, spec?.kind === "text" ? spec.value : "");
    return shown === undefined ? unknown("this text is not known", site.span) : text(shown, site.span);
  }),
);

defineType("list", ["list"], (args, site, machine) => {
  const values = over(args, site, machine);
  const list = new List("kind" in values ? [] : [...values], site.span);
  if ("kind" in values) list.unknown = values;
  return list;
});
defineType("tuple", ["tuple"], (args, site, machine) => {
  const values = over(args, site, machine);
  return "kind" in values ? values : tuple(values, site.span);
});
const setOf: Run = (args, site, machine) => {
  const values = over(args, site, machine);
  const set = new SetValue("kind" in values ? [] : values, site.span);
  if ("kind" in values) set.unknown = values;
  return set;
};
defineType("set", ["set"], setOf);
defineType("frozenset", ["set"], setOf);
defineType("dict", ["dict"], (args, site, machine) => {
  const made = new Dict(site.span);
  const source = args.positional[0]?.value;
  if (source?.kind === "dict") {
    made.entries = new Map(source.entries);
    made.unknown = source.unknown;
  } else if (source?.kind === "external" && findAttribute(machine, source, "keys", site)) {
    // what has keys, such as a table, gives what is under each
    const keys = iterate(machine, source, site);
    if ("kind" in keys) made.forget(keys);
    else for (const key of keys) made.set(key, item(machine, source, key, site));
  } else if (source) {
    const pairs = iterate(machine, source, site);
    if ("kind" in pairs) made.forget(pairs);
    else
      for (const pair of pairs) {
        const both = iterate(machine, pair, site);
        if ("kind" in both) made.forget(both);
        else if (both.length === 2) made.set(both[0]!, both[1]!);
      }
  }
  for (const [name, { value }] of args.named) made.set(text(name), value);
  made.unknown ??= args.rest;
  return made;
});

defineType("range", ["range"], (args, site) => {
  const given = args.positional.map(({ value }) => value);
  const hidden = given.find(({ kind }) => kind === "unknown") ?? args.rest;
  if (hidden) return hidden;
  if (given.some(({ kind }) => kind === "external" || kind === "instance"))
    return unknown("how far this goes is known only at run time", site.span);
  const bounds = given.map((value) => (value.kind === "int" || value.kind === "bool" ? toInt(value) : undefined));
  if (bounds.length === 0 || bounds.includes(undefined)) throw new Raised("TypeError", "range() takes whole numbers");
  const [a, b, step = 1n] = bounds as bigint[];
  if (step === 0n) throw new Raised("ValueError", "range() arg 3 must not be zero");
  return b === undefined
    ? { kind: "range", first: 0n, end: a!, step, span: site.span }
    : { kind: "range", first: a!, end: b, step, span: site.span };
});
defineType("slice", ["slice"], (args) => {
  const [a = none, b, step = none] = args.positional.map(({ value }) => value);
  return b ? { kind: "slice", lower: a, upper: b, step } : { kind: "slice", lower: none, upper: a, step };
});

define("len", (args, site, machine) => length(machine, first(args), site));
define("iter", (args, site, machine) => {
  const values = iterate(machine, first(args), site);
  return "kind" in values ? values : new Iterator(values, site.span, [first(args)]);
});
define("next", (args, _, machine) => next(machine, first(args), args.positional[1]?.value));
define("enumerate", (args, site, machine) => {
  const values = over(args, site, machine);
  const start = indexOf(args.pick(1, "start")) ?? 0;
  if ("kind" in values) return values;
  return new Iterator(
    values.map((value, i) => tuple([int(start + i), value], site.span)),
    site.span,
    [first(args)],
  );
});
define("zip", (args, site, machine) => {
  const lists = args.positional.map(({ value }) => iterate(machine, value, site));
  const hidden = lists.find((list): list is Unknown => "kind" in list) ?? args.rest;
  if (hidden) return hidden;
  const known = lists as readonly (readonly Value[])[];
  const shortest = known.length === 0 ? 0 : Math.min(...known.map((list) => list.length));
  return new Iterator(
    Array.from({ length: shortest }, (_, i) =>
      tuple(
        known.map((list) => list[i]!),
        site.span,
      ),
    ),
    site.span,
    args.positional.map(({ value }) => value),
  );
});
define("reversed", (args, site, machine) => {
  const values = over(args, site, machine);
  return "kind" in values ? values : new Iterator([...values].reverse(), site.span);
});
define("sorted", (args, site, machine) => {
  const values = over(args, site, machine);
  const order = "kind" in values ? values : sorted(machine, values, args, site);
  return "kind" in order ? order : new List([...order], site.span);
});
define("map", (args, site, machine) => {
  const [callee, ...sources] = args.positional.map(({ value }) => value);
  const lists = sources.map((source) => iterate(machine, source, site));
  const hidden = lists.find((list): list is Unknown => "kind" in list);
  if (!callee || hidden) return hidden ?? none;
  const known = lists as readonly (readonly Value[])[];
  const shortest = known.length === 0 ? 0 : Math.min(...known.map((list) => list.length));
  const made = Array.from({ length: shortest }, (_, i) =>
    call(machine, callee, Arguments.of(...known.map((list) => list[i]!)), site),
  );
  return new Iterator(made, site.span, sources);
});
define("filter", (args, site, machine) => {
  const [callee = none, source = tuple([])] = args.positional.map(({ value }) => value);
  const values = iterate(machine, source, site);
  if ("kind" in values) return values;
  const kept: Value[] = [];
  for (const value of values) {
    const test = callee.kind === "none" ? value : call(machine, callee, Arguments.of(value), site);
    const answer = truth(machine, test, site);
    if (typeof answer !== "boolean") return answer;
    if (answer) kept.push(value);
  }
  return new Iterator(kept, site.span, [source]);
});

const extreme =
  (sign: number): Run =>
  (args, site, machine) => {
    const values = args.positional.length === 1 ? over(args, site, machine) : args.positional.map(({ value }) => value);
    if ("kind" in values) return values;
    const key = args.named.get("key")?.value;
    const measure = (value: Value): Value => (key ? call(machine, key, Arguments.of(value), site) : value);
    let best: Value | undefined;
    for (const value of values) {
      if (value.kind === "unknown") return value;
      if (!best) {
        best = value;
        continue;
      }
      const order = compareOrder(measure(value), measure(best));
      if (order === undefined)
        return asked("min", value, site, machine) ?? unknown("these cannot be compared here", site.span);
      if (order * sign > 0) best = value;
    }
    return best ?? args.named.get("default")?.value ?? unknown("there is nothing to choose from", site.span);
  };
define("min", extreme(-1));
define("max", extreme(1));
define("sum", (args, site, machine) => {
  const values = over(args, site, machine);
  if ("kind" in values) return values;
  let total: Value = args.pick(1, "start") ?? int(0);
  for (const value of values) total = binary(machine, "+", total, value, site);
  return total;
});
const quantifier =
  (wanted: boolean): Run =>
  (args, site, machine) => {
    const values = over(args, site, machine);
    if ("kind" in values) return values;
    let hidden: Unknown | undefined;
    for (const value of values) {
      const answer = truth(machine, value, site);
      if (answer === wanted) return bool(wanted, site.span);
      if (typeof answer !== "boolean") hidden ??= answer;
    }
    return hidden ?? bool(!wanted, site.span);
  };
define("any", quantifier(true));
define("all", quantifier(false));

define(
  "abs",
  known((value, site, machine) => {
    if (value.kind === "float") return float(Math.abs(value.value), site.span);
    if (value.kind === "int" || value.kind === "bool") {
      const whole = toInt(value);
      return int(whole < 0n ? -whole : whole, site.span);
    }
    return asked("abs", value, site, machine) ?? unknown("abs() of this is not followed", site.span);
  }),
);
define(
  "round",
  known((value, site, _, args) => {
    const digits = indexOf(args.pick(1, "ndigits"));
    if (!isNumeric(value)) return unknown("round() of this is not followed", site.span);
    if (value.kind !== "float" && (digits === undefined || digits >= 0)) return int(toInt(value), site.span);
    const rounded = roundHalfEven(toNumber(value), digits ?? 0);
    if (digits !== undefined && value.kind === "float") return float(rounded, site.span);
    const whole = truncated(rounded);
    return whole === undefined ? unknown("this is not a whole number", site.span) : int(whole, site.span);
  }),
);
define("pow", (args, site, machine) => {
  const [base = none, exponent = none, modulus] = args.positional.map(({ value }) => value);
  const power = binary(machine, "**", base, exponent, site);
  return modulus ? binary(machine, "%", power, modulus, site) : power;
});
define("divmod", (args, site, machine) => {
  const [a = none, b = none] = args.positional.map(({ value }) => value);
  return tuple([binary(machine, "//", a, b, site), binary(machine, "%", a, b, site)], site.span);
});
define(
  "chr",
  known((value, site) => {
    const point = indexOf(value);
    return point === undefined || point < 0 || point > 0x10ffff
      ? unknown("this is not a character", site.span)
      : text(String.fromCodePoint(point), site.span);
  }),
);
define(
  "ord",
  known((value, site) =>
    value.kind === "text" && value.value !== ""
      ? int(value.value.codePointAt(0)!, site.span)
      : unknown("this is not a character", site.span),
  ),
);

define("isinstance", (args, site) => {
  const [value = none, type = none] = args.positional.map(({ value: one }) => one);
  return instanceOf(value, type, site);
});

/** `isinstance`; unknown when the value or the type is. */
function instanceOf(value: Value, type: Value, site: Site): Value {
  const types = type.kind === "tuple" ? type.items : [type];
  let uncertain: Value | undefined;
  for (const one of types) {
    let answer: boolean | undefined;
    if (one.kind === "class") answer = isOfClass(value, one);
    else if (one.kind === "external") {
      const own =
        value.kind === "instance" &&
        value.class_.line.some(
          (base) => base === one || (base.kind === "external" && one.key !== undefined && base.key === one.key),
        );
      answer = own || one.hasInstance?.(value.kind === "instance" ? (value.native ?? value) : value);
    }
    if (answer) return bool(true, site.span);
    if (answer === undefined)
      uncertain ??=
        value.kind === "unknown"
          ? value
          : one.kind === "unknown"
            ? one
            : unknown("it is not known of which type this is", site.span);
  }
  return uncertain ?? bool(false, site.span);
}

function isOfClass(value: Value, class_: Class): boolean | undefined {
  if (value.kind === "unknown") return undefined;
  if (value.kind !== "instance") return false;
  if (value.class_.line.includes(class_)) return true;
  return value.class_.line.some(({ kind }) => kind === "unknown") ? undefined : false;
}

define("issubclass", (args, site) => {
  const [value = none, type = none] = args.positional.map(({ value: one }) => one);
  if (value.kind !== "class") return unknown("it is not known of which class this is", site.span);
  const types = type.kind === "tuple" ? type.items : [type];
  return bool(
    types.some((one) => (value.line as readonly Value[]).includes(one)),
    site.span,
  );
});
define("callable", (args, site) => {
  const value = first(args);
  if (value.kind === "unknown") return value;
  if (value.kind === "external") return bool(value.call !== undefined, site.span);
  return bool(["function", "class", "bound"].includes(value.kind), site.span);
});
defineType("type", ["class"], (args, site) => {
  const value = first(args);
  if (value.kind === "instance") return value.class_;
  if (value.kind === "unknown") return value;
  const name = { text: "str", none: "NoneType" }[value.kind as string] ?? value.kind;
  return functions.get(name) ?? unknown(`the type of ${typeName(value)} is not followed`, site.span);
});
defineType("object", [], () => none, {
  attribute: (name) => (name === "__init__" ? builtin("object.__init__", () => none) : undefined),
});

define("getattr", (args, site, machine) => {
  const [object = none, name = none, otherwise] = args.positional.map(({ value }) => value);
  if (name.kind !== "text") return unknown(`an attribute of ${typeName(object)} is chosen at run time`, site.span);
  const found = tryAttribute(machine, object, name.value, site);
  return found ?? otherwise ?? attribute(machine, object, name.value, site);
});
function tryAttribute(machine: Machine, object: Value, name: string, site: Site): Value | undefined {
  try {
    return findAttribute(machine, object, name, site);
  } catch (error) {
    if (error instanceof Raised && error.type === "AttributeError") return undefined;
    throw error;
  }
}
define("hasattr", (args, site, machine) => {
  const [object = none, name = none] = args.positional.map(({ value }) => value);
  if (name.kind !== "text") return unknown("an attribute is chosen at run time", site.span);
  const found = tryAttribute(machine, object, name.value, site);
  if (found?.kind === "unknown") return found;
  if (found) return bool(true, site.span);
  const open = object.kind === "external" || (object.kind === "instance" && object.native);
  return open
    ? unknown(`whether ${typeName(object)} has ${name.value} is not known`, site.span)
    : bool(false, site.span);
});
define("setattr", (args, site, machine) => {
  const [object = none, name = none, value = none] = args.positional.map(({ value: one }) => one);
  if (name.kind === "text") setAttribute(machine, object, name.value, value, site);
  return none;
});
define("id", (_, site) => unknown("an identity is known only at run time", site.span));
define("hash", (_, site) => unknown("a hash is known only at run time", site.span));
define("input", (_, site) => unknown("what is typed in is known only at run time", site.span));
define("open", (_, site) => unknown("what a file holds is not read here", site.span));
define("print", () => none);
define("globals", (_, site) => unknown("globals() is not followed", site.span));
define("locals", (_, site) => unknown("locals() is not followed", site.span));
define("vars", (args, site) => {
  const object = first(args);
  if (object.kind !== "instance") return unknown("vars() of this is not followed", site.span);
  return Dict.of(object.members, site.span);
});

for (const name of ["exec", "eval", "compile", "__import__"])
  define(name, (_, { span }, machine) => {
    machine.notice("code-at-run-time", "warning", `${name} is not followed: Batchwise never runs code.`, span);
    return unknown(`${name} runs code that is known only at run time`, span);
  });

const descriptor = (form: Descriptor["form"]): Run =>
  known((target) => ({ kind: "descriptor", form, target, setter: undefined }));
define("property", descriptor("property"));
define("staticmethod", descriptor("static"));
define("classmethod", descriptor("class"));

for (const name of [
  "Exception",
  "BaseException",
  "ValueError",
  "TypeError",
  "KeyError",
  "IndexError",
  "LookupError",
  "AttributeError",
  "NameError",
  "ImportError",
  "ModuleNotFoundError",
  "RuntimeError",
  "NotImplementedError",
  "AssertionError",
  "StopIteration",
  "ZeroDivisionError",
  "OSError",
  "IOError",
  "FileNotFoundError",
  "UserWarning",
  "DeprecationWarning",
  "Warning",
  "KeyboardInterrupt",
  "SystemExit",
])
  define(name, () => builtin(name, () => none), { key: `type ${name}` });
functions.set(
  "NotImplemented",
  builtin("NotImplemented", () => none),
);
functions.set(
  "Ellipsis",
  builtin("Ellipsis", () => none),
);
functions.set("__name__", text("__main__"));
functions.set("__file__", unknown("where the file lies is known only at run time"));
functions.set("__debug__", bool(true));
defineType(
  "bytes",
  [],
  known((value, site) => (value.kind === "text" ? value : unknown("bytes are not followed", site.span))),
);

/** By name. */
export const builtins: ReadonlyMap<string, Value> = functions;

/** Expressions: each gives a value, and an unknown where none can be told. */
import { Arguments, type Given } from "./arguments";
import { assign, bindName } from "./assign";
import { call, makeFunction } from "./call";
import { Dict, Iterator, List, SetValue } from "./containers";
import { depending, extend } from "./execute";
import { explore } from "./explore";
import { MANY_PASSES, type Each } from "./gather";
import { item, iterate } from "./items";
import { Exhausted, siteOf, spanOf, tooDeep, type Machine, type Site } from "./machine";
import { attribute, builtin } from "./members";
import { binary, compare, truth, unary } from "./operate";
import { UNFINISHED } from "./scan";
import { mergeValues } from "./same";
import { Scope } from "./scope";
import { convert, MOST_LETTERS } from "./show";
import type {
  Call,
  CallArgument,
  Comparison,
  Comprehension,
  Conditional,
  DictDisplay,
  Expression,
  Interpolation,
  Logical,
  StringLiteral,
  Yield,
} from "./syntax";
import { bool, float, int, none, text, tuple, unknown, type Unknown, type Value } from "./value";
import { walk } from "./walk";

export function evaluate(machine: Machine, node: Expression, scope: Scope): Value {
  if (!machine.down()) return tooDeep(spanOf(node));
  try {
    return evaluateNode(machine, node, scope);
  } finally {
    machine.up();
  }
}

function evaluateNode(machine: Machine, node: Expression, scope: Scope): Value {
  machine.step();
  switch (node.kind) {
    case "name":
      return lookUp(machine, node.name, scope, siteOf(node));
    case "constant":
      if (node.value === null) return none;
      return node.value === "..." ? ellipsis : bool(node.value, siteOf(node).span);
    case "yield":
      return yieldValue(machine, node, scope);
    case "integer":
      return int(node.value, siteOf(node).span);
    case "float":
      return float(node.value, siteOf(node).span);
    case "string":
      return string(machine, node, scope);
    case "tuple": {
      const items = elements(machine, node.elements, scope);
      return "kind" in items ? items : tuple(items, spanOf(node));
    }
    case "list": {
      const items = elements(machine, node.elements, scope);
      const list = new List("kind" in items ? [] : items, spanOf(node));
      if ("kind" in items) list.unknown = items;
      return list;
    }
    case "set": {
      const items = elements(machine, node.elements, scope);
      const made = new SetValue("kind" in items ? [] : items, spanOf(node));
      if ("kind" in items) made.unknown = items;
      return made;
    }
    case "dict":
      return dictionary(machine, node, scope);
    case "call":
      return callExpression(machine, node, scope);
    case "attribute":
      return attribute(machine, evaluate(machine, node.object, scope), node.name, siteOf(node));
    case "subscript":
      return item(machine, evaluate(machine, node.object, scope), evaluate(machine, node.index, scope), siteOf(node));
    case "slice": {
      const bound = (part: Expression | undefined): Value => (part ? evaluate(machine, part, scope) : none);
      return { kind: "slice", lower: bound(node.lower), upper: bound(node.upper), step: bound(node.step) };
    }
    case "unary":
      return unary(machine, node.operator, evaluate(machine, node.operand, scope), siteOf(node));
    case "binary":
      return binary(
        machine,
        node.operator,
        evaluate(machine, node.left, scope),
        evaluate(machine, node.right, scope),
        siteOf(node),
      );
    case "comparison":
      return comparison(machine, node, scope);
    case "logical":
      return logical(machine, node, scope);
    case "conditional":
      return choose(machine, node, scope);
    case "lambda":
      return makeFunction(machine, node, scope);
    case "comprehension":
      return comprehension(machine, node, scope);
    case "starred":
      return evaluate(machine, node.value, scope);
    case "named": {
      const value = evaluate(machine, node.value, scope);
      bindName(machine, node.name, value, scope.enclosing);
      return value;
    }
    case "opaque":
      return unknown(node.what === "unfinished" ? UNFINISHED_REASON : `${node.what} is not followed`, spanOf(node));
  }
}

/** The reason of what is not typed yet; nobody needs to be told. */
export const UNFINISHED_REASON = "this is not finished";

const ellipsis: Value = builtin("Ellipsis", () => none);

function lookUp(machine: Machine, name: string, scope: Scope, site: Site): Value {
  const found = scope.find(name) ?? machine.surroundings.builtins.get(name);
  if (found) return found;
  if (name === UNFINISHED) return unknown(UNFINISHED_REASON, site.span);
  // A letter from another alphabet looks the same and makes another name.
  const foreign = /[^ -~]/u.exec(name)?.[0];
  const hint =
    foreign === undefined
      ? ""
      : `; it holds the letter ${foreign} (U+${foreign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")})`;
  return unknown(`“${name}” is not defined in this file${hint}`, site.span);
}

/** The values of a display, with `*` taken apart. */
function elements(machine: Machine, nodes: readonly Expression[], scope: Scope): Value[] | Unknown {
  const values: Value[] = [];
  let hidden: Unknown | undefined;
  for (const node of nodes) {
    const value = evaluate(machine, node, scope);
    if (node.kind !== "starred") {
      values.push(value);
      continue;
    }
    const inner = iterate(machine, value, siteOf(node));
    if ("kind" in inner) hidden = inner;
    else for (const one of inner) values.push(one);
  }
  return hidden ?? values;
}

function dictionary(machine: Machine, node: DictDisplay, scope: Scope): Value {
  const made = new Dict(spanOf(node));
  for (const { key, value } of node.entries) {
    const given = evaluate(machine, value, scope);
    if (key) made.set(evaluate(machine, key, scope), given);
    else if (given.kind === "dict") {
      made.unknown ??= given.unknown;
      for (const entry of given.entries.values()) made.set(entry.key, entry.value);
    } else if (given.kind === "unknown") made.forget(given);
  }
  return made;
}

function callExpression(machine: Machine, node: Call, scope: Scope): Value {
  const site = siteOf(node);
  if (node.callee.kind === "name" && node.callee.name === "super" && !scope.find("super")) return superOf(scope, site);
  const callee = evaluate(machine, node.callee, scope);
  const args = evaluateArguments(machine, node.args, scope);
  return call(machine, callee, args, site);
}

function superOf(scope: Scope, site: Site): Value {
  let inner: Scope | undefined = scope;
  while (inner && !inner.call?.callee.owner) inner = inner.parent;
  const { callee, receiver } = inner?.call ?? {};
  if (!callee?.owner || (receiver?.kind !== "instance" && receiver?.kind !== "class"))
    return unknown("super() is called outside a method", site.span);
  return { kind: "super", after: callee.owner, receiver, span: site.span };
}

export function evaluateArguments(machine: Machine, nodes: readonly CallArgument[], scope: Scope): Arguments {
  const positional: Given[] = [];
  const named = new Map<string, Given>();
  let rest: Unknown | undefined;
  for (const node of nodes) {
    const value = evaluate(machine, node.value, scope);
    const { span } = siteOf(node.value);
    if (node.spread === "*") {
      const values = iterate(machine, value, siteOf(node));
      if ("kind" in values) rest = values;
      else for (const one of values) positional.push({ value: one, span });
    } else if (node.spread === "**") {
      if (value.kind === "dict") {
        rest ??= value.unknown;
        for (const entry of value.entries.values())
          if (entry.key.kind === "text") named.set(entry.key.value, { value: entry.value, span });
      } else rest = value.kind === "unknown" ? value : unknown("these arguments are not followed", span);
    } else {
      const given = { value, span, written: node };
      if (node.name === undefined) positional.push(given);
      else named.set(node.name, given);
    }
  }
  return new Arguments(positional, named, rest);
}

function string(machine: Machine, node: StringLiteral, scope: Scope): Value {
  const shown = joinParts(machine, node.parts, scope);
  return typeof shown === "string" ? text(shown, siteOf(node).span) : unknown(shown.reason, shown.span ?? spanOf(node));
}

function joinParts(machine: Machine, parts: readonly (string | Interpolation)[], scope: Scope): string | Unknown {
  let made = "";
  for (const part of parts) {
    if (typeof part === "string") {
      made += part;
      continue;
    }
    const value = evaluate(machine, part.value, scope);
    if (value.kind === "unknown") return value;
    const spec = joinParts(machine, part.format, scope);
    if (typeof spec !== "string") return spec;
    const shown = convert(value, part.conversion, spec);
    if (shown === undefined) return unknown("a part of this text is not known", spanOf(part.value));
    made += shown;
    if (made.length > MOST_LETTERS) return unknown("this text is too long to be followed", spanOf(part.value));
  }
  return made;
}

function comparison(machine: Machine, node: Comparison, scope: Scope): Value {
  let left = evaluate(machine, node.left, scope);
  let result: Value = bool(true, spanOf(node));
  for (const { operator, right } of node.rest) {
    const value = evaluate(machine, right, scope);
    result = compare(machine, operator, left, value, siteOf(node));
    if (truth(machine, result, siteOf(node)) === false) return result;
    left = value;
  }
  return result;
}

function logical(machine: Machine, node: Logical, scope: Scope): Value {
  const left = evaluate(machine, node.left, scope);
  const site = siteOf(node);
  const test = truth(machine, left, site);
  if (typeof test === "boolean")
    return test === (node.operator === "and") ? evaluate(machine, node.right, scope) : left;
  const right = uncertainly(machine, test, [() => evaluate(machine, node.right, scope)]);
  // `unknown and False` is false however the unknown turns out, and `unknown or True` is true.
  const certain = truth(machine, right, site);
  if (node.operator === "and" && certain === false && right.kind !== "unknown") return right;
  if (node.operator === "or" && certain === true && right.kind === "bool") return right;
  return test;
}

function choose(machine: Machine, node: Conditional, scope: Scope): Value {
  const test = truth(machine, evaluate(machine, node.test, scope), siteOf(node.test));
  if (typeof test === "boolean") return evaluate(machine, test ? node.then : node.otherwise, scope);
  return uncertainly(machine, test, [
    () => evaluate(machine, node.then, scope),
    () => evaluate(machine, node.otherwise, scope),
  ]);
}

/** The value of one of several expressions, it is not known which; with one, it may also not be evaluated at all. */
function uncertainly(machine: Machine, test: Unknown, ways: readonly (() => Value)[]): Value {
  const why = depending(test);
  const values: Value[] = [];
  const all = ways.length === 1 ? [...ways, (): Value => none] : ways;
  explore(
    machine,
    why,
    all.map((way, i) => () => {
      const value = way();
      if (i < ways.length) values.push(value);
      return undefined;
    }),
  );
  return mergeValues(values, why);
}

/** More values are not followed: they are data, not layers. */
const MOST_YIELDED = 1000;

function yieldValue(machine: Machine, node: Yield, scope: Scope): Value {
  const value = node.value ? evaluate(machine, node.value, scope) : none;
  const { yielded } = scope.enclosing;
  if (!yielded) return unknown("what this yields is not followed", spanOf(node));
  if (node.from) extend(machine, yielded, iterate(machine, value, siteOf(node)));
  else yielded.put(value, machine.journal);
  if (yielded.items.length > MOST_YIELDED) throw new Exhausted();
  return none;
}

function comprehension(machine: Machine, node: Comprehension, scope: Scope): Value {
  const inner = new Scope("comprehension", "", scope);
  const span = spanOf(node);
  const keys: Value[] = [];
  const values: Value[] = [];
  let hidden: Unknown | undefined;
  const run = (at: number): void => {
    const clause = node.clauses[at];
    if (!clause) {
      keys.push(evaluate(machine, node.element, inner));
      if (node.value) values.push(evaluate(machine, node.value, inner));
      return;
    }
    if (clause.kind === "if") {
      const test = truth(machine, evaluate(machine, clause.test, inner), siteOf(clause.test));
      if (typeof test !== "boolean") hidden ??= depending(test);
      else if (test) run(at + 1);
      return;
    }
    const site = siteOf(clause.iterable);
    const iterable = evaluate(machine, clause.iterable, at === 0 ? scope : inner);
    const items = iterate(machine, iterable, site);
    const isOnly = node.form === "list" && node.clauses.length === 1;
    if (isOnly && ("kind" in items || items.length > MANY_PASSES)) {
      const each = machine.surroundings.each?.(iterable, site, machine);
      hidden ??= each && gatheredBy(machine, each, node, inner);
    }
    if (hidden) return;
    if ("kind" in items) {
      hidden = items;
      return;
    }
    const walked = walk(machine, iterable, items);
    for (let i = 0; ; i++) {
      const lost = walked.lost(i);
      hidden ??= lost;
      const one = lost ? undefined : walked.at(i);
      if (!one) return;
      assign(machine, clause.target, one, inner);
      run(at + 1);
    }
  };
  run(0);
  if (node.form === "dict") {
    const made = new Dict(span);
    for (const [i, key] of keys.entries()) made.set(key, values[i]!);
    made.unknown = hidden;
    return made;
  }
  if (node.form === "set") {
    const made = new SetValue(keys, span);
    made.unknown = hidden;
    return made;
  }
  if (node.form === "generator") return hidden ?? new Iterator(keys, span);
  const list = new List(hidden ? [] : keys, span);
  list.unknown = hidden;
  return list;
}

/** `[f(x) for x in …]`, where one value stands for all. */
function gatheredBy(machine: Machine, each: Each, node: Comprehension, inner: Scope): Unknown | undefined {
  const [clause] = node.clauses;
  if (clause?.kind !== "for") return undefined;
  const one = (element: Value): Unknown | undefined => {
    assign(machine, clause.target, element, inner);
    return each.gathered(evaluate(machine, node.element, inner), siteOf(node));
  };
  return machine.journal.attempt(() => each.run(one)).result;
}

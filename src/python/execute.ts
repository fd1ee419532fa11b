/** Statements, one after the other. */
import { Arguments } from "./arguments";
import { assign, bindName } from "./assign";
import { call, makeFunction } from "./call";
import { Class, type List } from "./containers";
import { evaluate, evaluateArguments } from "./evaluate";
import { explore, goOn, type Completion } from "./explore";
import { importFrom, importModules } from "./imports";
import { deleteItem, item, iterate, setItem } from "./items";
import { loopOver, loopWhile } from "./loop";
import { Raised, siteOf, type Machine } from "./machine";
import { attribute, deleteAttribute, findAttribute, setAttribute } from "./members";
import { binary, truth } from "./operate";
import { Scope } from "./scope";
import type {
  AugmentedAssignment,
  Block,
  ClassDefinition,
  FunctionDefinition,
  If,
  Raise,
  Statement,
  Try,
  With,
} from "./syntax";
import { none, text, unknown, type External, type Unknown, type Value } from "./value";

export function executeBlock(machine: Machine, block: Block, scope: Scope, from = 0): Completion {
  for (let i = from; i < block.length; i++) {
    const completion = nested(machine, block[i]!, scope);
    if (completion?.kind === "fork") return goOn(machine, completion, () => executeBlock(machine, block, scope, i + 1));
    if (completion) return completion;
  }
  return undefined;
}

/** One level further down; what is too deep is passed over. */
function nested(machine: Machine, statement: Statement, scope: Scope): Completion {
  if (!machine.down()) return undefined;
  try {
    return execute(machine, statement, scope);
  } finally {
    machine.up();
  }
}

function execute(machine: Machine, node: Statement, scope: Scope): Completion {
  machine.step();
  switch (node.kind) {
    case "expression":
      evaluate(machine, node.value, scope);
      return undefined;
    case "assign": {
      const [first] = node.targets;
      if (node.annotated && first?.kind === "name") scope.annotated.push(first.name);
      if (!node.value) return undefined;
      const value = evaluate(machine, node.value, scope);
      for (const target of node.targets) assign(machine, target, value, scope);
      return undefined;
    }
    case "augment":
      return augment(machine, node, scope);
    case "if":
      return conditional(machine, node, scope);
    case "for":
      return loopOver(machine, node, scope);
    case "while":
      return loopWhile(machine, node, scope);
    case "with":
      return withStatement(machine, node, scope);
    case "try":
      return tryStatement(machine, node, scope);
    case "function":
      bindName(machine, node.name, defineFunction(machine, node, scope), scope);
      return undefined;
    case "class":
      bindName(machine, node.name, defineClass(machine, node, scope), scope);
      return undefined;
    case "return":
      return { kind: "return", value: node.value ? evaluate(machine, node.value, scope) : none };
    case "raise":
      throw raised(machine, node, scope);
    case "assert":
      if (truth(machine, evaluate(machine, node.test, scope), siteOf(node)) === false)
        throw new Raised("AssertionError", "");
      return undefined;
    case "import":
      importModules(machine, node, scope);
      return undefined;
    case "import-from":
      importFrom(machine, node, scope);
      return undefined;
    case "delete":
      for (const target of node.targets)
        if (target.kind === "name") {
          scope.target(target.name).members.set(target.name, undefined, machine.journal);
        } else if (target.kind === "subscript")
          deleteItem(machine, evaluate(machine, target.object, scope), evaluate(machine, target.index, scope));
        else if (target.kind === "attribute")
          deleteAttribute(machine, evaluate(machine, target.object, scope), target.name);
      return undefined;
    case "global":
    case "nonlocal":
      for (const name of node.names)
        scope.outer.set(name, node.kind === "global" ? scope.module : nonlocal(scope, name));
      return undefined;
    case "break":
    case "continue":
      return { kind: node.kind };
    case "pass":
    case "opaque-statement":
      return undefined;
  }
}

function nonlocal(scope: Scope, name: string): Scope {
  let outer = scope.parent;
  while (outer && !outer.members.get(name)) outer = outer.parent;
  return outer ?? scope;
}

function augment(machine: Machine, node: AugmentedAssignment, scope: Scope): Completion {
  const { target, operator } = node;
  const site = siteOf(node);
  // The place is worked out once: `blocks[next()] += 1` calls `next` a single time.
  const object =
    target.kind === "attribute" || target.kind === "subscript" ? evaluate(machine, target.object, scope) : none;
  const index = target.kind === "subscript" ? evaluate(machine, target.index, scope) : none;
  const before =
    target.kind === "attribute"
      ? attribute(machine, object, target.name, siteOf(target))
      : target.kind === "subscript"
        ? item(machine, object, index, siteOf(target))
        : evaluate(machine, target, scope);
  const change = evaluate(machine, node.value, scope);
  if (operator === "+" && before.kind === "list") {
    extend(machine, before, iterate(machine, change, site));
    return undefined;
  }
  const after = binary(machine, operator, before, change, site);
  if (target.kind === "attribute") setAttribute(machine, object, target.name, after, site);
  else if (target.kind === "subscript") setItem(machine, object, index, after, site);
  else assign(machine, target, after, scope);
  return undefined;
}

/** Adds values to a list in place. */
export function extend(machine: Machine, list: List, values: readonly Value[] | Unknown): void {
  machine.journal.touch(list);
  list.spoil();
  if ("kind" in values) {
    list.unknown = { ...values };
    list.items = [];
  } else if (!list.unknown) {
    machine.step(values.length >> 3);
    for (const value of values) list.items.push(value);
  }
}

function conditional(machine: Machine, node: If, scope: Scope): Completion {
  const test = truth(machine, evaluate(machine, node.test, scope), siteOf(node.test));
  if (typeof test === "boolean") return executeBlock(machine, test ? node.then : node.otherwise, scope);
  return explore(machine, depending(test), [
    () => executeBlock(machine, node.then, scope),
    () => executeBlock(machine, node.otherwise, scope),
  ]);
}

/** The reason for what differs between the branches of a condition. */
export const depending = (test: Unknown): Unknown =>
  test.reason.startsWith("it depends on something that is not known") || test.reason.startsWith("Loop ")
    ? test
    : unknown(`it depends on something that is not known: ${test.reason}`, test.span);

function withStatement(machine: Machine, node: With, scope: Scope): Completion {
  for (const { value, target } of node.items) {
    const context = evaluate(machine, value, scope);
    const site = siteOf(value);
    const enter = context.kind === "unknown" ? undefined : findAttribute(machine, context, "__enter__", site);
    const entered = enter ? call(machine, enter, Arguments.of(), site) : context;
    if (target) assign(machine, target, entered, scope);
  }
  return executeBlock(machine, node.body, scope);
}

function tryStatement(machine: Machine, node: Try, scope: Scope): Completion {
  let completion: Completion;
  try {
    completion = executeBlock(machine, node.body, scope);
    completion ??= executeBlock(machine, node.otherwise, scope);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    const handler = node.handlers.find(({ type }) => type === undefined || catches(machine, type, error, scope));
    if (!handler) {
      executeBlock(machine, node.final, scope);
      throw error;
    }
    if (handler.name !== undefined) bindName(machine, handler.name, error.value ?? text(error.message), scope);
    completion = executeBlock(machine, handler.body, scope);
  }
  const last = executeBlock(machine, node.final, scope);
  return last ?? completion;
}

const catchAll = new Set(["Exception", "BaseException", "object"]);
/** Which exceptions are also those of another name. */
const wider: Readonly<Record<string, string>> = {
  ModuleNotFoundError: "ImportError",
  KeyError: "LookupError",
  IndexError: "LookupError",
  NotImplementedError: "RuntimeError",
};

function catches(machine: Machine, type: Try["handlers"][number]["type"], error: Raised, scope: Scope): boolean {
  const value = type ? evaluate(machine, type, scope) : none;
  const types = value.kind === "tuple" ? value.items : [value];
  return types.some((one) => {
    if (one.kind === "external")
      return catchAll.has(one.what) || one.what === error.type || one.what === wider[error.type];
    if (one.kind === "class") return error.value?.kind === "instance" && error.value.class_.line.includes(one);
    return one.kind === "unknown";
  });
}

function raised(machine: Machine, node: Raise, scope: Scope): Raised {
  const value = node.value ? evaluate(machine, node.value, scope) : undefined;
  const made = value?.kind === "class" ? call(machine, value, Arguments.of(), siteOf(node)) : value;
  const type = made?.kind === "instance" ? made.class_.name : made?.kind === "external" ? made.what : "Exception";
  return new Raised(type, "", made);
}

function defineFunction(machine: Machine, node: FunctionDefinition, scope: Scope): Value {
  const made = makeFunction(machine, node, scope);
  return decorate(machine, node, made, scope);
}

function decorate(machine: Machine, node: FunctionDefinition | ClassDefinition, made: Value, scope: Scope): Value {
  let decorated = made;
  for (const decorator of [...node.decorators].reverse()) {
    const value = evaluate(machine, decorator, scope);
    decorated = call(machine, value, Arguments.of(decorated), siteOf(decorator));
  }
  return decorated;
}

function defineClass(machine: Machine, node: ClassDefinition, scope: Scope): Value {
  const given = evaluateArguments(machine, node.bases, scope);
  const bases = given.positional.flatMap(({ value }): (Class | External | Unknown)[] =>
    value.kind === "class" || value.kind === "external" || value.kind === "unknown" ? [value] : [],
  );
  const inner = new Scope("class", node.name, scope);
  const made = new Class(node.name, bases, inner.members, siteOf(node).span);
  inner.owner = made;
  executeBlock(machine, node.body, inner);
  made.fields = [...inner.annotated];
  for (const base of made.line) if (base.kind === "external") base.derived?.(made, machine);
  return decorate(machine, node, made, scope);
}

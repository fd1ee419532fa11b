/** Parsing a text statement by statement, and only those that changed. */
import { expect, test } from "vitest";
import type { FunctionDefinition, Module, Statement, Syntax } from "../../src/python/syntax";
import { keystrokes } from "../support/keystrokes";
import { modelFiles } from "../support/modelFiles";
import { parser } from "../support/reader";

/** A tree with places counted from the beginning of the text. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  const offset = "base" in value ? (value as Syntax).base.offset : 0;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "base" && name !== "site")
      .map(([name, part]) => [name, typeof part === "number" ? part + offset : plain(part)]),
  );
};
const shown = (module: Module): string => JSON.stringify(plain([module.body, module.comments, module.faults]));

let fresh = 0;
const alone = (text: string): Module => parser.parse(`alone-${fresh++}.py`, text);

/** The text of a statement. */
const textOf = (text: string, { base, start, end }: Statement): string =>
  text.slice(base.offset + start, base.offset + end);

const long = (body: readonly string[]): string => ["def build(x):", ...body.map((line) => `    ${line}`)].join("\n");
const padding = Array.from({ length: 60 }, (_, i) => `value_${i} = [${i}, "${i}"]  # remark ${i}`);

test("typing gives the trees of the texts as they are", () => {
  for (const [i, text] of [...modelFiles(), `import keras\n${long(padding)}\nbuild(1)\n`].entries()) {
    let left = 30;
    for (const version of keystrokes(text, i)) {
      if (left-- === 0) break;
      expect(shown(parser.parse(`typed-${i}`, version))).toBe(shown(alone(version)));
    }
  }
}, 120_000);

test("a long function is the same as its statements one by one", () => {
  const text = `@cached\n${long([...padding, "if x:", "    yield x", "else:", "    yield 0"])}\n\nother = 1\n`;
  const { body, comments, faults } = alone(text);
  expect([body.length, comments.length, faults]).toEqual([2, 60, []]);
  const build = body[0] as FunctionDefinition;
  expect(textOf(text, build)).toBe(text.slice(0, text.indexOf("\n\nother")));
  expect([build.kind, build.name, build.generator, build.decorators.length, build.parameters.length]).toEqual([
    ...["function", "build", true],
    ...[1, 1],
  ]);
  expect(build.body.map((statement) => textOf(text, statement)).slice(58)).toEqual([
    'value_58 = [58, "58"]',
    'value_59 = [59, "59"]',
    "if x:\n        yield x\n    else:\n        yield 0",
  ]);
});

test("a key in a long function leaves its other statements as they are", () => {
  const text = `${long(padding)}\nlast = 1\n`;
  const before = parser.parse("long", text).body[0] as FunctionDefinition;
  const statements = [...before.body];
  const after = parser.parse("long", text.replace("value_7 = [7", "value_7 = [700")).body[0] as FunctionDefinition;
  expect(after.body.map((statement, i) => statement === statements[i] || i)).toEqual(
    statements.map((_, i) => i !== 7 || 7),
  );
});

test("what is not Python spoils no other statement", () => {
  const text = "a = 1\nfor x network y:\n    pass\nb = = 2\ndef f(:\n    return 3\nc = 4\n";
  const names = alone(text).body.flatMap((statement) => (statement.kind === "assign" ? statement.targets : []));
  expect(names.flatMap((name) => (name.kind === "name" ? [name.name] : []))).toEqual(
    expect.arrayContaining(["a", "b", "c"]),
  );
});

test("brackets may close below lines that look like statements", () => {
  const text = "a = dict(\nb = 1,\nc = dict(\nd = 2)\n)\ne = 3\n";
  const { body, faults } = alone(text);
  expect(faults).toEqual([]);
  expect(body.map((statement) => textOf(text, statement))).toEqual([
    "a = dict(\nb = 1,\nc = dict(\nd = 2)\n)",
    "e = 3",
  ]);
});

test("a line that has lost its indentation costs a function nothing else, and is told", () => {
  for (const body of [
    ["x = 1", "y = 2", "return y"],
    [...padding, "y = 2", "return y"],
  ])
    for (const indent of ["", "  "]) {
      const text = long(body).replace("    y = 2", `${indent}y = 2`);
      const { body: found, faults } = alone(`${text}\n\nlast = 1\n`);
      expect(found.map(({ kind }) => kind)).toEqual(["function", "assign"]);
      expect((found[0] as FunctionDefinition).body.length).toBe(body.length);
      expect(faults.map(({ span }) => text.slice(span.start, span.end))).toEqual(["y = 2"]);
    }
});

test("what begins a block, and what nothing goes on below, stands where it stands", () => {
  const kinds = (text: string): readonly string[] => alone(text).body.map(({ kind }) => kind);
  expect(kinds("def f(x):\n    return x\nif f(1):\n    a = 2\n")).toEqual(["function", "if"]);
  expect(kinds("def f(x):\n    return x\na = 1\nb = 2\n")).toEqual(["function", "assign", "assign"]);
  expect(kinds("def f(x):\n    return x\n@f\ndef g(x):\n    return x\n")).toEqual(["function", "function"]);
});

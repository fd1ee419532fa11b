/** What is changed while a loop goes over it: lists as Python does it, dictionaries and sets with its error, the rest not guessed. */
import { expect, test } from "vitest";
import { follow } from "../../src/formats/kerasPython/follow";
import { problemsOf } from "../../src/formats/kerasPython/problems";
import { repr } from "../../src/python/show";
import { parser } from "../support/reader";

/** What `result` is in the end, else why it is not known, and what is told. */
function resultOf(text: string): string {
  const module = parser.parse("walk.py", `${text}\n`);
  const following = follow(module);
  const result = following.scope.members.get("result");
  const hidden = result && "unknown" in result ? result.unknown : result?.kind === "unknown" ? result : undefined;
  const told = problemsOf(module, following).map(({ message }) => message);
  return [hidden ? `not known: ${hidden.reason}` : result ? repr(result) : "nothing", ...told].join(" | ");
}

test.each([
  ["grows", "result = [1]\nfor x in result:\n    if x > 4: break\n    result.append(x + 1)", "[1, 2, 3, 4, 5]"],
  ["grows to an end", "a = [3]\nresult = 0\nfor x in a:\n    result += x\n    if x > 0: a.append(x - 1)", "6"],
  [
    "children of a tree",
    "tree = {'a': ['b', 'c'], 'b': ['d'], 'c': [], 'd': []}\nresult = ['a']\nfor name in result:\n    result += tree[name]",
    "['a', 'b', 'c', 'd']",
  ],
  ["shrinks", "result = [1, 2, 3, 4]\nfor x in result:\n    result.remove(x)", "[2, 4]"],
  ["a copy", "result = [1, 2, 3, 4]\nfor x in result[:]:\n    result.remove(x)", "[]"],
  ["cleared", "a = [1, 2, 3]\nresult = 0\nfor x in a:\n    result += 1\n    a.clear()", "1"],
  ["later ones changed", "a = [1, 2, 3]\nresult = []\nfor x in a:\n    result.append(x)\n    a[2] = 9", "[1, 2, 9]"],
  ["bound anew", "a = [1, 2]\nresult = 0\nfor x in a:\n    a = a + [x]\n    result += 1", "2"],
  ["backwards", "result = [1, 2, 3]\nfor x in reversed(result):\n    result.remove(x)", "[]"],
  ["in a comprehension", "a = [3]\nresult = [a.append(x - 1) or x for x in a if x > 0]", "[3, 2, 1]"],
  ["a part of an iterator", "i = iter([1, 2, 3, 4])\nfor x in i:\n    if x == 2: break\nresult = list(i)", "[3, 4]"],
  [
    "an iterator taken from",
    "i = iter([1, 2, 3, 4])\nresult = []\nfor x in i:\n    result.append(x + next(i))",
    "[3, 7]",
  ],
  ["values of a dictionary", "result = {1: 1, 2: 2}\nfor k in result:\n    result[k] = 0", "{1: 0, 2: 0}"],
  ["keys in a list", "result = {1: 1, 2: 2}\nfor k in list(result):\n    del result[k]", "{}"],
  ["a last entry", "result = {1: 1, 2: 2}\nfor k in result:\n    del result[k]\n    break", "{2: 2}"],
])("%s", (_, text, expected) => {
  expect(resultOf(text)).toBe(expected);
});

const size = "Python stops here with RuntimeError: dictionary changed size during iteration.";
test.each([
  ["a dictionary that grows", "d = {1: 1}\nfor k in d:\n    d[k + 1] = 1", size],
  ["one that shrinks", "d = {1: 1}\nfor k in d:\n    del d[k]", size],
  ["its keys", "d = {1: 1}\nfor k in d.keys():\n    d.pop(k)", size],
  ["its items", "d = {1: 1}\nfor k, v in d.items():\n    d[v + 1] = k", size],
  ["in a comprehension", "d = {1: 1, 2: 2}\nr = [d.pop(k) for k in d]", size],
  [
    "a set",
    "s = {1, 2}\nfor k in s:\n    s.add(k + 2)",
    "Python stops here with RuntimeError: Set changed size during iteration.",
  ],
])("%s", (_, text, expected) => {
  expect(resultOf(text)).toBe(`nothing | ${expected}`);
});

test.each([
  ["a list without end", "result = [1]\nfor x in result:\n    result.append(x + 1)", "not bounded to 10,000 passes"],
  [
    "other keys",
    "d = {1: 1, 2: 2}\nresult = 0\nfor k in d:\n    d[k + 9] = d.pop(k)\n    result += 1",
    "changes the keys",
  ],
  [
    "numbered",
    "a = [1]\nresult = 0\nfor i, x in enumerate(a):\n    result += x\n    if i < 3: a.append(x)",
    "has changed",
  ],
  ["side by side", "a = [1]\nresult = 0\nfor x, y in zip(a, a):\n    result += x\n    a.append(x)", "has changed"],
  ["taken up later", "a = [1]\ni = iter(a)\na.append(2)\nresult = list(i)", "has changed"],
  [
    "perhaps longer",
    "import other\na = [1, 2]\nresult = 0\nfor x in a:\n    result += x\n    if other.x: a.append(x)",
    "it depends on something",
  ],
])("not known: %s", (_, text, expected) => {
  expect(resultOf(text)).toMatch(new RegExp(`^not known: .*${expected}`));
});

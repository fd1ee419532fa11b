/** Texts made worse at random, the same for the same seed. */
import { RandomStream } from "../../src/base/random";

/** What a hand on a keyboard, a bad merge or an evil mind puts into a file. */
const pieces: readonly string[] = [
  "(", ")", "[", "]", "{", "}", ",", ":", "=", ".", "*", "**", "@", "\\", "\n", "\t", "    ", "\r", '"', "'", '"""', "#",
  "lambda x: ", "for i in range(10**9):", "while True:", "if ", "else:", "def f(*a, **k):", "class A(A):", "return ",
  "None", "-1", "0", "10**400", "1e999", "float('nan')", "True", "x", "model", "self.", "layers.", "keras.", "yield ",
  "async ", "match x:", "case _:", "😀", "\u202e", "\ufeff", "\0", "%", "f'{", "not ", "in ", "is ", "[::-1]", "[0]",
  "(None, None)", "import keras\n", "from keras.layers import *\n", "del ", "global x\n", "try:\n", "except:\n", "with ",
  "while True:\n    x = [x, x]\n", "def f(x): return f(f(x))\nf(1)\n", "[[a, b, c] for a in range(999) for b in range(999) for c in range(999)]",
  "'x' * 10**9", "[0] * 10**9", "10**10**6", "1 << 10**9", "9".repeat(400), "-9223372036854775809", "1e-400", "0x" + "f".repeat(300), "\ud800", "\udfff\ud800",
  "\u2028", "\u0000", "keras.Input((10**18, 10**18))", "layers.Dense(2**63)", "shape=(-1, 0, 10**30)", "(".repeat(300), "[".repeat(90),
  "not ".repeat(200), "-".repeat(300), "f'{x!r:{x}}'", "{**x, **x}", "(x for x in (x for x in x))", "x[::0]", "x // 0", "x % 0", "0 ** -1",
  "lambda: (yield)", "import model\n", "x = x = x", "class A(keras.Model):\n    def call(self, x): return self(x)\n", "''.join(", "sorted(", "zip(*",
  '{"cells": [', '"source": [', "null", "\\u0000", "\\n", "}}]]", "model.add(model)\n", "x = keras.Model(x, x)(x)\n", "super().__init__()\n",
]; // prettier-ignore

/** `count` texts, each from one or two of the originals. */
export function* mutants(originals: readonly string[], count: number, seed: number): Generator<string> {
  const random = new RandomStream(seed);
  const below = (n: number): number => random.below(Math.max(n, 1));
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
  for (let i = 0; i < count; i++) {
    let text = one(originals);
    for (let times = 1 + below(6); times > 0; times--) text = worse(text, one(originals), below, one);
    yield text;
  }
}

function worse(text: string, other: string, below: (n: number) => number, one: <T>(list: readonly T[]) => T): string {
  const at = below(text.length + 1);
  const end = Math.min(text.length, at + 1 + below(30));
  switch (below(8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, at) + one(pieces) + text.slice(at);
    case 3:
      return text.slice(0, at) + one(pieces) + text.slice(end);
    case 4: {
      const from = below(other.length);
      return text.slice(0, at) + other.slice(from, from + below(200)) + text.slice(at);
    }
    case 5: {
      // A word in the place of another.
      const words = [...text.matchAll(/\w+/g)];
      if (words.length < 2) return text;
      const [target, source] = [one(words), one(words)];
      return text.slice(0, target.index) + source[0] + text.slice(target.index + target[0].length);
    }
    case 6: {
      const lines = text.split("\n");
      const [a, b] = [below(lines.length), below(lines.length)];
      [lines[a], lines[b]] = [lines[b]!, lines[a]!];
      return lines.join("\n");
    }
    default: {
      const lines = text.split("\n");
      const line = below(lines.length);
      lines[line] = indentation(below) + lines[line]!.trimStart();
      return lines.join("\n");
    }
  }
}

const indentation = (below: (n: number) => number): string => " ".repeat(below(9));

/** Python as a notebook holds it: one cell for each part between blank lines. */
export function asNotebook(python: string): string {
  const cells = python.split("\n\n").map((cell, i) => ({
    cell_type: i % 7 === 3 ? "markdown" : "code",
    metadata: {},
    source: i % 2 === 0 ? cell.split(/(?<=\n)/) : cell,
    ...(i % 7 !== 3 && { execution_count: null, outputs: [] }),
  }));
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

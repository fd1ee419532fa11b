/** Texts made worse at random, the same for the same seed. */
import { RandomStream } from "../../src/base/random";

/** What a hand on a keyboard, a bad merge or an evil mind puts into a file. */
const pieces: readonly string[] = [
  "(", ")", "[", "]", "{", "}", ",", ":", "=", ".", "*", "**", "@", "\\", "\n", "\t", "    ", "\r", '"', "'", '"""', "#",
  "lambda x: ", "for i in range(10**9):", "while True:", "if ", "else:", "def f(*a, **k):", "class A(A):", "return ",
  "None", "-1", "0", "10**400", "1e999", "float('nan')", "True", "x", "model", "self.", "layers.", "keras.", "yield ",
  "async ", "match x:", "case _:", "😀", "\u202e", "\ufeff", "\0", "%", "f'{", "not ", "in ", "is ", "[::-1]", "[0]",
  "(None, None)", "import keras\n", "from keras.layers import *\n", "del ", "global x\n", "try:\n", "except:\n", "with ",
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

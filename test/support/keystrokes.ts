/** A text as it is while somebody types: version after version, each a keystroke or a paste from the one before, the same for the same seed. */
import { RandomStream } from "../../src/base/random";

/** What is typed a character at a time, often left half done. */
const lines: readonly string[] = [
  "x = layers.Dense(64, activation='relu')(x)",
  "model.add(layers.BatchNormalization())",
  "model.add(Dropout(0.5))",
  "units = [32, 64]",
  "def block(x, filters=8):",
  "    return layers.ReLU()(x)",
  "for i in range(3):",
  "import numpy as np",
  "# a remark",
  "print(model.name)",
  "model.trainable = False",
  "values.append(1)",
  'model.compile("adam", "mse")',
];

/** Endless: `origin` is typed into at random places, and comes back every now and then. */
export function* keystrokes(origin: string, seed: number): Generator<string> {
  const random = new RandomStream(seed);
  const below = (n: number): number => random.below(Math.max(n, 1));
  for (;;) {
    let text = origin;
    for (let times = 5 + below(20); times > 0; times--)
      for (const version of change(text, below)) {
        text = version;
        yield text;
      }
    yield origin;
  }
}

/** The versions of one change, the last of which stays. */
function* change(text: string, below: (n: number) => number): Generator<string> {
  const at = below(text.length + 1);
  const put = (start: number, end: number, more: string): string => text.slice(0, start) + more + text.slice(end);
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = (text.indexOf("\n", at) + text.length + 1) % (text.length + 1);
  switch (below(9)) {
    case 0: {
      // Another number.
      const number = /\d+/.exec(text.slice(at));
      if (!number) return;
      const start = at + number.index;
      yield put(start, start + number[0].length, String(below(300)));
      return;
    }
    case 1:
      // A letter too many, and taken back.
      yield put(at, at, "x");
      yield text;
      return;
    case 2:
      yield put(at, Math.min(text.length, at + 1), "");
      return;
    case 3: {
      // A line, as far as somebody gets.
      const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
      const line = `${indent}${lines[below(lines.length)]!}`;
      const whole = below(2) === 0;
      const end = whole ? line.length : below(line.length);
      for (let typed = indent.length; typed < end; typed += 1 + below(6))
        yield put(lineStart, lineStart, `${line.slice(0, typed)}\n`);
      yield put(lineStart, lineStart, `${line.slice(0, end)}\n`);
      return;
    }
    case 4:
      yield put(lineStart, Math.min(text.length, lineEnd + 1), "");
      return;
    case 5:
      yield put(lineEnd, lineEnd, text.slice(lineStart, lineEnd).replace(/^/, "\n"));
      return;
    case 6:
      yield put(at, at, "\n");
      return;
    case 7:
      yield put(at, at, ["(", ")", "[", "]", ",", ".", "'", '"', " ", ":", "=", "#", '"""'][below(13)]!);
      return;
    default: {
      // A word in the place of another.
      const words = [...text.matchAll(/\w+/g)];
      if (words.length < 2) return;
      const [target, source] = [words[below(words.length)]!, words[below(words.length)]!];
      yield put(target.index, target.index + target[0].length, source[0]);
    }
  }
}

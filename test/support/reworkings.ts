/** A text as it is while somebody works it over: more than a key at a time, and much of it taken back. The same for the same seed. */
import { RandomStream } from "../../src/base/random";

/** Endless. What is undone gives earlier versions again. */
export function* reworkings(origin: string, seed: number): Generator<string> {
  const random = new RandomStream(seed);
  const below = (n: number): number => random.below(Math.max(n, 1));
  const history = [origin];
  for (let i = 1; ; i++) {
    for (const version of rework(history[history.length - 1]!, below)) {
      history.push(version);
      yield version;
    }
    if (below(3) === 0)
      for (let times = 1 + below(12); times > 0 && history.length > 1; times--) {
        history.pop();
        yield history[history.length - 1]!;
      }
    // Else hardly anything would be left in the end.
    if (i % 8 === 0) history.length = 1;
  }
}

/** The versions that one thing leads through which people do to their code. */
function* rework(text: string, below: (n: number) => number): Generator<string> {
  const lines = text.split("\n");
  const from = below(lines.length);
  const to = Math.min(lines.length, from + 1 + below(6));
  const put = (start: number, end: number, more: readonly string[]): string =>
    [...lines.slice(0, start), ...more, ...lines.slice(end)].join("\n");
  const indentAt = (line: string): string => /^[ \t]*/.exec(line)![0];
  const each = (change: (line: string) => string): string => put(from, to, lines.slice(from, to).map(change));
  switch (below(10)) {
    case 0: {
      // A line from elsewhere, as deep as the one that it comes before.
      const line = lines[below(lines.length)]!.trimStart();
      yield put(from, from, [indentAt(lines[from]!) + line]);
      return;
    }
    case 1:
      yield put(from, to, []);
      return;
    case 2: {
      // Some lines are taken out and put in elsewhere.
      const rest = put(from, to, []).split("\n");
      yield rest.join("\n");
      rest.splice(below(rest.length), 0, ...lines.slice(from, to));
      yield rest.join("\n");
      return;
    }
    case 3:
      yield each((line) => `# ${line}`);
      yield text;
      return;
    case 4:
      yield each((line) => `    ${line}`);
      yield each((line) => line.replace(/^ {1,4}/, ""));
      return;
    case 5: {
      // A name that all use, at the first place, then everywhere, then as it was.
      const names = [...new Set(text.match(/\b[a-z]\w*(?=\s*=(?!=))/g))];
      const name = names[below(names.length)];
      if (name === undefined) return;
      const word = new RegExp(`\\b${name}\\b`);
      yield text.replace(word, `${name}_2`);
      yield text.replaceAll(new RegExp(word, "g"), `${name}_2`);
      yield text;
      return;
    }
    case 6:
    case 7: {
      // A bracket or a text is left open, something else is typed, and then it is closed.
      const marks = [...text.matchAll(/"""|'''|[()[\]{}"']/g)];
      const mark = marks[below(marks.length)];
      if (!mark) return;
      const open = text.slice(0, mark.index) + text.slice(mark.index + mark[0].length);
      yield open;
      const at = below(text.length);
      const [first, second] = at < mark.index ? [at, mark.index] : [mark.index, at];
      const between = text.slice(first + mark[0].length, second);
      if (second > first + mark[0].length && at > mark.index)
        yield `${text.slice(0, first)}${between}0${text.slice(second)}`;
      yield text;
      return;
    }
    case 8: {
      const quotes = below(2) === 0 ? '"""' : "'''";
      const start = lines.slice(0, from).join("\n").length;
      yield `${text.slice(0, start)}\n${quotes}${text.slice(start)}`;
      yield put(from, to, [quotes, ...lines.slice(from, to), quotes]);
      yield text;
      return;
    }
    default:
      yield put(to, to, lines.slice(from, to));
  }
}

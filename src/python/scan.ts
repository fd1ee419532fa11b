/**
 * A look at the text alone, without a grammar: how deep brackets nest, and what is missing in half-typed code.
 *
 * A parser that meets `model.add(Dense(64,` takes the lines below for more arguments. People indent: a line that begins like a
 * statement, no deeper than the one before it, is a statement. So the missing brackets are put in, and only that line is lost.
 */
import type { Span } from "../model/span";
import type { SyntaxFault } from "./syntax";

/** Text to be put in before parsing. */
export interface Repair {
  readonly at: number;
  readonly text: string;
}

/** A line of code, with those that go on with it inside brackets, texts or behind a backslash. */
export interface CodeLine {
  readonly start: number;
  /** How far it is indented. */
  readonly width: number;
  /** Of the last line, with what is remarked behind the code. */
  end: number;
  codeEnd: number;
  /** How many brackets it opens and does not close. */
  balance: number;
}

export interface Scan {
  readonly lines: readonly CodeLine[];
  readonly comments: readonly Span[];
  readonly deepest: number;
  readonly deepestAt: number;
  readonly repairs: readonly Repair[];
  readonly faults: readonly SyntaxFault[];
}

/** Stands for what has not been typed yet. */
export const UNFINISHED = "__unfinished__";

interface Open {
  readonly bracket: string;
  readonly at: number;
  readonly indent: number;
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const statementWord =
  /^(?:import|from|def|class|with|try|return|raise|assert|del|global|nonlocal|pass|break|continue|while)\b|^@\w/;
const clauseWord = /^(?:for|if|elif|else|async)\b.*:\s*(?:#.*)?$/;
const assignment = /^[A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*\s*(?:[-+*/]?=)(?!=)/;
const callStatement = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\(/;
const wordsThatGoOn = /(?:^|[^\w.])(?:and|or|not|in|is|if|else|for|lambda|await|async|from|import|as)$/;
const wordsThatFollow = /^(?:and|or|not|in|is|if|else|for|as|async)\b/;
const compound = /^(?:for|while|if|elif|else|def|class|with|try|except|finally)\b/;

/** Reads a text line by line, keeping track of brackets and strings. */
export function scan(text: string): Scan {
  const open: Open[] = [];
  const repairs: Repair[] = [];
  const faults: SyntaxFault[] = [];
  const lines: CodeLine[] = [];
  const comments: Span[] = [];
  let deepest = 0;
  let deepestAt = 0;
  /** Indentation of the statement that is being read. */
  let indent = 0;
  /** Where the last code before this line ends, and what it ends with. */
  let last = { end: 0, text: "", statement: "" };

  const close = (bracket: Open): void => {
    faults.push({ message: `“${bracket.bracket}” is never closed`, span: place(bracket.at) });
  };

  let i = 0;
  while (i < text.length) {
    const lineEnd = endOfLine(text, i);
    const begin = skipBlanks(text, i, lineEnd);
    const blank = begin === lineEnd || text[begin] === "#";
    if (blank) {
      if (begin < lineEnd) comments.push({ start: begin, end: lineEnd });
      i = nextLine(text, lineEnd);
      continue;
    }
    const width = begin - i;
    const line = text.slice(begin, lineEnd);
    if (open.length > 0) {
      if (width <= indent && beginsStatement(line)) {
        if (needsMore(last.text)) repairs.push({ at: last.end, text: ` ${UNFINISHED}` });
        for (const bracket of open.reverse()) {
          close(bracket);
          repairs.push({ at: last.end, text: closing[bracket.bracket]! });
        }
        open.length = 0;
      } else {
        const inner = open[open.length - 1]!;
        const endsOpen = last.end === inner.at + 1;
        if (endsOpen && inner.bracket === "(" && width <= inner.indent && /^[\w"'[{]/.test(line) && open.length > 1) {
          close(inner);
          open.pop();
          repairs.push({ at: last.end, text: ")," });
        } else if (endsValue(last.text) && /^[A-Za-z_\d[{]/.test(line) && !wordsThatFollow.test(line))
          repairs.push({ at: last.end, text: "," });
      }
    } else if (last.text !== "" && needsMore(last.text) && !last.text.endsWith(",") && !last.text.endsWith("\\"))
      repairs.push({ at: last.end, text: last.text.endsWith(".") ? UNFINISHED : ` ${UNFINISHED}` });
    else if (width > indent && compound.test(last.statement) && !last.text.endsWith(":") && last.text !== "\\")
      repairs.push({ at: last.end, text: ":" });
    if (open.length === 0 && !last.text.endsWith("\\")) {
      indent = width;
      last = { ...last, statement: line };
      lines.push({ start: begin, width, end: begin, codeEnd: begin, balance: 0 });
    }

    // The line's code, and further lines as long as a string goes on.
    let end = begin;
    let balance = 0;
    i = begin;
    while (i < text.length && text[i] !== "\n" && text[i] !== "\r") {
      const character = text[i]!;
      if (character === "#") {
        const start = i;
        i = endOfLine(text, i);
        comments.push({ start, end: i });
        break;
      }
      if (character === '"' || character === "'") {
        const string = endOfString(text, i);
        if (!string.closed) {
          faults.push({ message: "this text is never closed", span: place(i) });
          repairs.push({ at: string.end, text: string.quote });
        }
        i = string.end;
      } else {
        if (character in closing) {
          balance++;
          open.push({ bracket: character, at: i, indent: width });
          if (open.length > deepest) {
            deepest = open.length;
            deepestAt = i;
          }
        } else if (character === ")" || character === "]" || character === "}") {
          balance--;
          const inner = open[open.length - 1];
          if (inner && closing[inner.bracket] === character) open.pop();
          else if (open.some(({ bracket }) => closing[bracket] === character))
            while (open.length > 0) {
              const outer = open.pop()!;
              if (closing[outer.bracket] === character) break;
              close(outer);
              repairs.push({ at: i, text: closing[outer.bracket]! });
            }
        }
        i++;
      }
      if (character !== " " && character !== "\t" && character !== "\f") end = i;
    }
    last = { ...last, end, text: text.slice(Math.max(begin, end - 40), end) };
    const code = lines[lines.length - 1];
    if (code) {
      code.end = Math.min(i, text.length);
      code.codeEnd = end;
      code.balance += balance;
    }
    i = nextLine(text, i);
  }
  if (open.length > 0) {
    if (needsMore(last.text)) repairs.push({ at: last.end, text: ` ${UNFINISHED}` });
    for (const bracket of open.reverse()) {
      close(bracket);
      repairs.push({ at: last.end, text: closing[bracket.bracket]! });
    }
  } else if (needsMore(last.text) && !last.text.endsWith(","))
    repairs.push({ at: last.end, text: last.text.endsWith(".") ? UNFINISHED : ` ${UNFINISHED}` });
  return { lines, comments, deepest, deepestAt, repairs, faults };
}

const place = (at: number): Span => ({ start: at, end: at + 1 });

const beginsStatement = (line: string): boolean => {
  if (statementWord.test(line) || clauseWord.test(line)) return true;
  const more = /[,([{]\s*(?:#.*)?$/.test(line);
  return (assignment.test(line) && !/,\s*(?:#.*)?$/.test(line)) || (callStatement.test(line) && !more);
};

/** Whether a value must follow: after an operator, a dot, an equals sign. */
const needsMore = (code: string): boolean => /(?:[=+\-*/%<>&|^~@]|(?:^|[^\d.])\d*\.)$/.test(code) && !/^@/.test(code);

/** Whether a value ends here, so that another one needs a comma. */
const endsValue = (code: string): boolean => /[\w)\]}]$/.test(code) && !wordsThatGoOn.test(code);

function endOfLine(text: string, from: number): number {
  let i = from;
  while (i < text.length && text[i] !== "\n" && text[i] !== "\r") i++;
  return i;
}

const nextLine = (text: string, lineEnd: number): number =>
  text[lineEnd] === "\r" && text[lineEnd + 1] === "\n" ? lineEnd + 2 : lineEnd + 1;

function skipBlanks(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && (text[i] === " " || text[i] === "\t" || text[i] === "\f")) i++;
  return i;
}

function endOfString(text: string, start: number): { end: number; closed: boolean; quote: string } {
  const mark = text[start]!;
  const triple = text.startsWith(mark.repeat(3), start);
  const quote = triple ? mark.repeat(3) : mark;
  let i = start + quote.length;
  while (i < text.length) {
    if (text[i] === "\\") i += text.startsWith("\r\n", i + 1) ? 3 : 2;
    else if (text.startsWith(quote, i)) return { end: i + quote.length, closed: true, quote };
    else if (!triple && (text[i] === "\n" || text[i] === "\r")) break;
    else i++;
  }
  return { end: Math.min(i, text.length), closed: false, quote };
}

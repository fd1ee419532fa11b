/**
 * A text cut where its statements begin, before any of it is parsed: a statement that stands there as before is not parsed again, and one
 * that is not Python spoils no other. Long functions and classes are cut once more, into the statements of their bodies.
 */
import type { CodeLine } from "./scan";

/** One statement with all that is indented below it, or several on one line. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** What stands on the line before it. */
  readonly indent: string;
  /** Of a long definition: where its head ends, and what it holds. */
  readonly parts?: { readonly head: number; readonly chunks: readonly Chunk[] };
}

/** Definitions of fewer characters are parsed whole. */
const LONG = 1200;

const definition = /^(?:async[ \t]+)?(?:def|class)\b/;
/** A line that belongs to the statement above it, though it stands no deeper. */
const goesOn = /^(?:else|elif|except|finally)\b/;

export function chunksOf(text: string, lines: readonly CodeLine[]): readonly Chunk[] {
  return cut(text, lines, "");
}

/** `lines` cut at those that begin a statement with this indentation. */
function cut(text: string, lines: readonly CodeLine[], indent: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  for (let i = 1; i <= lines.length; i++) {
    const line = lines[i];
    if (line && (indentOf(text, line) !== indent || belongsAbove(text, line, lines[i - 1]!))) continue;
    const own = lines.slice(from, i);
    if (own.length > 0) chunks.push(chunkOf(text, own));
    from = i;
  }
  return chunks;
}

function chunkOf(text: string, lines: readonly CodeLine[]): Chunk {
  const [first] = lines;
  const start = first!.start;
  const end = lines[lines.length - 1]!.end;
  const whole: Chunk = { start, end, indent: indentOf(text, first!) };
  const head = lines.findIndex((line) => !text.startsWith("@", line.start));
  const body = lines.slice(head + 1);
  const [inner] = body;
  if (end - start < LONG || !inner || !definition.test(text.slice(lines[head]!.start, lines[head]!.start + 40)))
    return whole;
  const deeper = indentOf(text, inner);
  const isEven =
    deeper.length > whole.indent.length &&
    lines.slice(0, head + 1).every((line) => indentOf(text, line) === whole.indent) &&
    body.every((line) => indentOf(text, line).startsWith(deeper)) &&
    text[lines[head]!.codeEnd - 1] === ":";
  return isEven ? { ...whole, parts: { head: lines[head]!.codeEnd, chunks: cut(text, body, deeper) } } : whole;
}

const belongsAbove = (text: string, line: CodeLine, before: CodeLine): boolean =>
  goesOn.test(text.slice(line.start, line.start + 12)) || text.startsWith("@", before.start);

const indentOf = (text: string, { start, width }: CodeLine): string => text.slice(start - width, start);

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
  /** It stands further out than the statements around it, which Python refuses. */
  readonly isMisplaced?: boolean;
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

/** `lines` cut at those that begin a statement with this indentation, and at those that stand further out, where no statement can. */
function cut(text: string, lines: readonly CodeLine[], indent: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  for (let i = 1; i <= lines.length; i++) {
    const line = lines[i];
    const isDeeper = line && indentOf(text, line).length > indent.length;
    if (line && (isDeeper || belongsAbove(text, line, lines[i - 1]!) || isMisplaced(text, lines, from, i))) continue;
    const own = lines.slice(from, i);
    if (own.length > 0) {
      const chunk = chunkOf(text, own);
      chunks.push(chunk.indent.length < indent.length ? { ...chunk, isMisplaced: true } : chunk);
    }
    from = i;
  }
  return chunks;
}

/**
 * A line within a definition that has lost its indentation, as one does while it is typed: it begins no block, and below it the definition's
 * body goes on. Only that line is lost then.
 */
function isMisplaced(text: string, lines: readonly CodeLine[], from: number, i: number): boolean {
  const [line, next] = [lines[i]!, lines[i + 1]];
  if (!next || next.width <= line.width || endsInColon(text, line) || text.startsWith("@", line.start)) return false;
  const body = bodyOf(text, lines.slice(from, Math.min(i, from + MOST_HEAD)));
  return body !== undefined && indentOf(text, next).startsWith(indentOf(text, body.first));
}

/** Decorators above a definition. */
const MOST_HEAD = 20;

function chunkOf(text: string, lines: readonly CodeLine[]): Chunk {
  const [first] = lines;
  const start = first!.start;
  const end = lines[lines.length - 1]!.end;
  const whole: Chunk = { start, end, indent: indentOf(text, first!) };
  const body = bodyOf(text, lines);
  if (!body) return whole;
  const deeper = indentOf(text, body.first);
  const inner = lines.slice(body.at);
  const isTidy = inner.every((line) => indentOf(text, line).startsWith(deeper));
  const isEven = isTidy || inner.every((line) => isInLine(indentOf(text, line), deeper));
  if ((isTidy && end - start < LONG) || !isEven) return whole;
  return { ...whole, parts: { head: lines[body.at - 1]!.codeEnd, chunks: cut(text, inner, deeper) } };
}

const isInLine = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** Where the body of a definition begins that some lines are, with its decorators; undefined when they are something else. */
function bodyOf(
  text: string,
  lines: readonly CodeLine[],
): { readonly first: CodeLine; readonly at: number } | undefined {
  const head = lines.findIndex((line) => !text.startsWith("@", line.start));
  const [line, first] = [lines[head], lines[head + 1]];
  if (!line || !first || !definition.test(text.slice(line.start, line.start + 40)) || !endsInColon(text, line))
    return undefined;
  const own = indentOf(text, lines[0]!);
  const isEven = lines.slice(0, head + 1).every((one) => indentOf(text, one) === own);
  return isEven && indentOf(text, first).length > own.length ? { first, at: head + 1 } : undefined;
}

const endsInColon = (text: string, { codeEnd }: CodeLine): boolean => text[codeEnd - 1] === ":";

const belongsAbove = (text: string, line: CodeLine, before: CodeLine): boolean =>
  goesOn.test(text.slice(line.start, line.start + 12)) || text.startsWith("@", before.start);

const indentOf = (text: string, { start, width }: CodeLine): string => text.slice(start - width, start);

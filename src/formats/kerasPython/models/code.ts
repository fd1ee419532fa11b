/** A file's code by its lines: in which function a line stands is asked for every layer of a file, so each function is looked at once. */
import type { Span } from "../../../model/span";
import type { Module } from "../../../python/syntax";

export interface Scope extends Span {
  /** The body of a function, else the whole file. */
  readonly isFunction: boolean;
  readonly isLoop: boolean;
  /** Names may be taken in it that are not written there. */
  readonly isHidden: boolean;
}

interface Line {
  readonly start: number;
  readonly width: number;
  /** The nearest line above that stands further out. */
  readonly outer: Line | undefined;
}

export class Code {
  /** Comments are blanks: what is written there is not done. */
  readonly text: string;
  private readonly lines: readonly Line[];
  private readonly functions = new Map<Line | undefined, Pick<Scope, "end" | "isHidden">>();

  constructor(module: Module) {
    this.text = withoutComments(module);
    this.lines = linesOf(this.text);
  }

  /** The function that the line at an offset stands in. */
  scopeAt(offset: number): Scope {
    let isLoop = false;
    for (let line = this.lineAt(offset)?.outer; line; line = line.outer) {
      if (this.begins(line, DEFINITION))
        return { start: line.start, isFunction: true, isLoop, ...this.functionAt(line, offset) };
      isLoop ||= this.begins(line, LOOP);
    }
    return { start: 0, isFunction: false, isLoop, ...this.functionAt(undefined, offset) };
  }

  private begins({ start, width }: Line, pattern: RegExp): boolean {
    pattern.lastIndex = start + width;
    return pattern.test(this.text);
  }

  /** Without a line, the whole file. */
  private functionAt(line: Line | undefined, offset: number): Pick<Scope, "end" | "isHidden"> {
    let known = this.functions.get(line);
    if (!known) {
      const end = line ? this.endOf(line, offset) : this.text.length;
      known = { end, isHidden: HIDING.test(this.text.slice(line?.start ?? 0, end)) };
      this.functions.set(line, known);
    }
    return known;
  }

  /** Where the lines end that are further in; `offset` is in one of them. */
  private endOf({ width }: Line, offset: number): number {
    for (let i = this.count(offset); i < this.lines.length; i++) {
      const line = this.lines[i]!;
      if (line.width <= width) return line.start - 1;
    }
    return this.text.length;
  }

  private lineAt(offset: number): Line | undefined {
    return this.lines[this.count(offset) - 1];
  }

  /** How many lines begin before an offset or at it. */
  private count(offset: number): number {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lines[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const DEFINITION = /(?:async\s+)?def\b/y;
const LOOP = /(?:async\s+)?(?:for|while)\b/y;
const HIDING = /\b(?:global|nonlocal|locals|globals|eval|exec)\b/;

/** All lines that are not blank. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const { index, 1: indent } of text.matchAll(/^([ \t]*)\S/gm)) {
    const width = indent!.length;
    let outer = lines[lines.length - 1];
    while (outer && outer.width >= width) outer = outer.outer;
    lines.push({ start: index, width, outer });
  }
  return lines;
}

function withoutComments({ text, comments }: Module): string {
  let [code, at] = ["", 0];
  for (const { start, end } of comments) {
    code += text.slice(at, start) + " ".repeat(end - start);
    at = end;
  }
  return code + text.slice(at);
}

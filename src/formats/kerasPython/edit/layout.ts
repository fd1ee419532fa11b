/** The text as it lies on lines: where one begins and ends, how it is indented, where a comment follows. */
import { spanOf } from "../../../python/machine";
import type { Syntax } from "../../../python/syntax";
import type { Span } from "../../../model/span";

export class Page {
  readonly newline: string;
  /** The quotation mark that the file uses more. */
  readonly quote: string;

  constructor(
    readonly text: string,
    quote?: string,
  ) {
    this.newline = text.includes("\r\n") ? "\r\n" : "\n";
    const count = (mark: string): number => text.split(mark).length;
    this.quote = quote ?? (count("'") > count('"') ? "'" : '"');
  }

  source(node: Syntax): string {
    const { start, end } = spanOf(node);
    return this.text.slice(start, end);
  }

  lineStart(offset: number): number {
    return Math.max(this.text.lastIndexOf("\n", offset - 1), this.text.lastIndexOf("\r", offset - 1)) + 1;
  }

  /** Where the line's text ends, before its line break. */
  lineEnd(offset: number): number {
    let end = offset;
    while (end < this.text.length && this.text[end] !== "\n" && this.text[end] !== "\r") end++;
    return end;
  }

  /** Where the next line begins. */
  nextLine(offset: number): number {
    const end = this.lineEnd(offset);
    return end + (this.text.startsWith("\r\n", end) ? 2 : end < this.text.length ? 1 : 0);
  }

  /** The blanks before something that begins its line; undefined when something else stands before it. */
  indentation(offset: number): string | undefined {
    const before = this.text.slice(this.lineStart(offset), offset);
    return /^[ \t\f]*$/.test(before) ? before : undefined;
  }

  /** Whether only blanks or a comment follow on the line. */
  endsLine(offset: number): boolean {
    return /^[ \t]*(?:#.*)?$/.test(this.text.slice(offset, this.lineEnd(offset)));
  }

  /** The first offset from here on that is neither blank nor comment. */
  skipBlanks(offset: number): number {
    const blanks = /^(?:\s|#[^\r\n]*|\\\r?\n)*/.exec(this.text.slice(offset));
    return offset + (blanks?.[0].length ?? 0);
  }

  /** The comma that follows, if one does. */
  commaAfter(offset: number): number | undefined {
    const next = this.skipBlanks(offset);
    return this.text[next] === "," ? next : undefined;
  }

  /** The whole lines that something stands on, when it is alone on them. */
  ownLines({ start, end }: Span): Span | undefined {
    if (this.indentation(start) === undefined || !this.endsLine(end)) return undefined;
    return { start: this.lineStart(start), end: this.nextLine(end) };
  }
}

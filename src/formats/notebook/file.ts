/** A notebook as its file holds it: the Python of its cells, and the places of that in the file. */
import type { TextEdit } from "../../model/edit";
import type { Span } from "../../model/span";
import { joinCells, type InCell, type JoinedCells } from "./cells";
import { isText, readJson, type Placed, type PlacedText } from "./json";

/** A piece of a cell as the file holds it: a whole cell, or a line of it. */
interface Piece {
  readonly start: number;
  readonly source: PlacedText;
  /** In a list of lines a new line is a new text. */
  readonly isLine: boolean;
}

interface Cell {
  /** Counted from 1, those with text among them, as notebooks show them. */
  readonly number: number;
  readonly parts: readonly PlacedText[];
  readonly isLine: boolean;
}

const textOf = ({ parts }: Cell): string => parts.map(({ text }) => text).join("");

export class NotebookFile {
  private constructor(
    private readonly file: string,
    private readonly cells: readonly Cell[],
    private readonly joined: JoinedCells,
    private readonly pieces: readonly Piece[],
  ) {}

  /** Undefined when the text is no notebook. */
  static of(file: string): NotebookFile | undefined {
    const root = readJson(file);
    if (!(root instanceof Map)) return undefined;
    const cells = codeCells(root as ReadonlyMap<string, Placed>);
    const joined = joinCells(cells.map(textOf));
    const pieces = cells.flatMap(({ parts, isLine }, i) => {
      let start = joined.starts[i]!;
      return parts.map((source): Piece => {
        const piece = { start, source, isLine };
        start += source.text.length;
        return piece;
      });
    });
    return new NotebookFile(file, cells, joined, pieces);
  }

  get python(): string {
    return this.joined.text;
  }

  /** Which cell a stretch of the Python is in, as notebooks count them, and where in its text. */
  inCell(span: Span): (InCell & { readonly text: string }) | undefined {
    const found = this.joined.inCell(span);
    const cell = found && this.cells[found.cell];
    return cell && { ...found, cell: cell.number, text: textOf(cell) };
  }

  /** Where a stretch of the Python lies in the file. */
  inFile({ start, end }: Span): Span {
    if (start >= end) return { start: this.place(start), end: this.place(start) };
    const last = this.pieceAt(end - 1);
    if (!last) return { start: 0, end: 0 };
    const { at } = last.source;
    return { start: this.place(start), end: at[Math.min(end - last.start, at.length - 1)]! };
  }

  /** The edits of the file that make an edit of the Python. */
  editsInFile(edit: TextEdit): readonly TextEdit[] {
    return this.joined.editInCells(edit).map(({ cell, start, end, text }) => {
      const begin = this.joined.starts[cell]!;
      return this.editInFile({ span: { start: begin + start, end: begin + end }, text });
    });
  }

  /** Of an edit within one cell. */
  private editInFile({ span, text }: TextEdit): TextEdit {
    const inner = this.inFile(span);
    const piece = this.pieceAt(span.start);
    const next = this.pieceAt(span.end);
    // Whole lines go with the quotation marks and commas between them.
    const wholeLines = piece?.isLine === true && next !== piece && next?.start === span.end && span.end > span.start;
    const end = wholeLines ? this.place(span.end) : inner.end;
    return { span: { start: inner.start, end }, text: this.written(text, piece) };
  }

  /** The piece that a character belongs to; behind the last of a cell that is the one before. */
  private pieceAt(offset: number): Piece | undefined {
    let [low, high] = [0, this.pieces.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pieces[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    // Empty pieces hold no character.
    let found = low - 1;
    while (found > 0 && this.pieces[found]!.source.text === "") found--;
    return this.pieces[found];
  }

  private place(offset: number): number {
    const piece = this.pieceAt(offset);
    if (!piece) return 0;
    const { at } = piece.source;
    return at[Math.min(offset - piece.start, at.length - 1)]!;
  }

  /** New text as it stands between quotation marks. */
  private written(text: string, piece: Piece | undefined): string {
    const escaped = JSON.stringify(text).slice(1, -1);
    if (piece?.isLine !== true) return escaped;
    const open = piece.source.at[0]! - 1;
    const lineStart = this.file.lastIndexOf("\n", open) + 1;
    const before = this.file.slice(lineStart, open);
    const newline = this.file[lineStart - 2] === "\r" ? "\r\n" : "\n";
    return escaped.replaceAll("\\n", /^[ \t]*$/.test(before) ? `\\n",${newline}${before}"` : '\\n", "');
  }
}

/** Code cells, of the newer form of notebooks and the older one. */
function codeCells(root: ReadonlyMap<string, Placed>): readonly Cell[] {
  const sheets = root.get("worksheets");
  const owners = Array.isArray(sheets) ? (sheets as readonly Placed[]) : [root];
  const all = owners.flatMap((owner) => {
    const cells = member(owner, "cells");
    return Array.isArray(cells) ? (cells as readonly Placed[]) : [];
  });
  return all.flatMap((cell, i) => (isPython(cell) ? [{ number: i + 1, ...sourceOf(cell) }] : []));
}

const member = (owner: Placed, name: string): Placed =>
  owner instanceof Map ? (owner as ReadonlyMap<string, Placed>).get(name) : undefined;

function isPython(cell: Placed): boolean {
  const kind = member(cell, "cell_type");
  const language = member(member(member(cell, "metadata"), "vscode"), "languageId");
  return isText(kind) && kind.text === "code" && (!isText(language) || language.text === "python");
}

function sourceOf(cell: Placed): Omit<Cell, "number"> {
  const source = member(cell, "source") ?? member(cell, "input");
  if (isText(source)) return { parts: [source], isLine: false };
  return { parts: Array.isArray(source) ? (source as readonly Placed[]).filter(isText) : [], isLine: true };
}

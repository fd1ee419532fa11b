/** Keras models in a Jupyter notebook: its code cells are read one after the other, as they are run. */
import type { TextEdit } from "../model/edit";
import type { Problem } from "../model/problem";
import type { Span } from "../model/span";
import { Refusal, type Reading, type TextFormat } from "./format";
import { mayHoldModels } from "./kerasPython";
import { joinCells } from "./notebook/cells";
import { isText, readJson, type Placed, type PlacedText } from "./notebook/json";
import { moveSpans } from "./notebook/spans";

/** The format, which leaves the Python to another. */
export const kerasNotebook = (python: TextFormat): TextFormat => ({
  id: "keras-notebook",
  title: "Keras in a notebook",
  matches: ({ name, text }) => name.endsWith(".ipynb") && mayHoldModels(text),
  read({ name, text }) {
    const notebook = Notebook.of(text);
    if (!notebook) return { models: [], problems: [notJson(text)] };
    const { models, problems } = python.read({ name: `${name}.py`, text: notebook.python });
    return moveSpans<Reading>({ models, problems }, (span) => notebook.inFile(span));
  },
  edit({ name, text }, model, edits) {
    const notebook = Notebook.of(text);
    if (!notebook) return new Refusal("This notebook is not JSON.");
    const made = python.edit({ name: `${name}.py`, text: notebook.python }, model, edits);
    return made instanceof Refusal ? made : made.map((edit) => notebook.editInFile(edit));
  },
});

const notJson = (text: string): Problem => ({
  code: "not-a-notebook",
  severity: "error",
  message: "This notebook is not JSON, as it should be; it may have been cut off or hold a merge conflict.",
  span: { start: 0, end: Math.min(text.length, 80) },
});

/** A piece of a cell as the file holds it: a whole cell, or a line of it. */
interface Piece {
  readonly start: number;
  readonly source: PlacedText;
  /** In a list of lines a new line is a new text. */
  readonly isLine: boolean;
}

class Notebook {
  private constructor(
    private readonly file: string,
    readonly python: string,
    private readonly pieces: readonly Piece[],
  ) {}

  static of(file: string): Notebook | undefined {
    const root = readJson(file);
    if (!(root instanceof Map)) return undefined;
    const cells = cellsOf(root as ReadonlyMap<string, Placed>).map(sourceOf);
    const { text, starts } = joinCells(cells.map(({ parts }) => parts.map((part) => part.text).join("")));
    const pieces = cells.flatMap(({ parts, isLine }, i) => {
      let start = starts[i]!;
      return parts.map((source): Piece => {
        const piece = { start, source, isLine };
        start += source.text.length;
        return piece;
      });
    });
    return new Notebook(file, text, pieces);
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

  /** Where a stretch of the Python text lies in the file. */
  inFile({ start, end }: Span): Span {
    if (start >= end) return { start: this.place(start), end: this.place(start) };
    const last = this.pieceAt(end - 1);
    if (!last) return { start: 0, end: 0 };
    const { at } = last.source;
    return { start: this.place(start), end: at[Math.min(end - last.start, at.length - 1)]! };
  }

  editInFile({ span, text }: TextEdit): TextEdit {
    const inner = this.inFile(span);
    const piece = this.pieceAt(span.start);
    const next = this.pieceAt(span.end);
    // Whole lines go with the quotation marks and commas between them.
    const wholeLines = piece?.isLine === true && next !== piece && next?.start === span.end && span.end > span.start;
    const end = wholeLines ? this.place(span.end) : inner.end;
    return { span: { start: inner.start, end }, text: this.written(text, piece) };
  }

  /** New text as it stands between quotation marks. */
  private written(text: string, piece: Piece | undefined): string {
    const escaped = JSON.stringify(text).slice(1, -1);
    if (piece?.isLine !== true) return escaped;
    const open = piece.source.at[0]! - 1;
    const lineStart = this.file.lastIndexOf("\n", open) + 1;
    const before = this.file.slice(lineStart, open);
    return escaped.replaceAll("\\n", /^[ \t]*$/.test(before) ? `\\n",\n${before}"` : '\\n", "');
  }
}

/** Code cells, of the newer form of notebooks and the older one. */
function cellsOf(root: ReadonlyMap<string, Placed>): readonly ReadonlyMap<string, Placed>[] {
  const sheets = root.get("worksheets");
  const owners = Array.isArray(sheets) ? (sheets as readonly Placed[]) : [root];
  return owners.flatMap((owner) => {
    const cells = owner instanceof Map ? (owner as ReadonlyMap<string, Placed>).get("cells") : undefined;
    return Array.isArray(cells) ? (cells as readonly Placed[]).filter(isCode) : [];
  });
}

function isCode(cell: Placed): cell is ReadonlyMap<string, Placed> {
  const kind = cell instanceof Map ? (cell as ReadonlyMap<string, Placed>).get("cell_type") : undefined;
  return isText(kind) && kind.text === "code";
}

function sourceOf(cell: ReadonlyMap<string, Placed>): { parts: readonly PlacedText[]; isLine: boolean } {
  const source = cell.get("source") ?? cell.get("input");
  if (isText(source)) return { parts: [source], isLine: false };
  return { parts: Array.isArray(source) ? (source as readonly Placed[]).filter(isText) : [], isLine: true };
}

/** The code cells of a notebook as one Python text, and the places of the one in the other. */
import type { TextEdit } from "../../model/edit";
import type { Span } from "../../model/span";

/** A stretch of one cell's own text. */
export interface InCell extends Span {
  readonly cell: number;
}

/** Code in the order of the cells, each with a line break behind it that the cell itself does not have. */
export class JoinedCells {
  constructor(
    readonly text: string,
    /** Where each cell begins. */
    readonly starts: readonly number[],
  ) {}

  /** The cell that a place of the text is in; the last place of a cell is behind its last character. */
  cellAt(offset: number): number {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  lengthOf(cell: number): number {
    return (this.starts[cell + 1] ?? this.text.length) - 1 - this.starts[cell]!;
  }

  /** Where a stretch of the text is; what goes on in other cells ends with the cell that it begins in. Undefined without cells. */
  inCell({ start, end }: Span): InCell | undefined {
    const cell = this.cellAt(start);
    const first = this.starts[cell];
    if (first === undefined) return undefined;
    const within = (offset: number): number => Math.max(0, Math.min(offset - first, this.lengthOf(cell)));
    return { cell, start: within(start), end: within(Math.max(start, end)) };
  }

  /** An edit of the text as edits of cells: new text goes where it begins, and every cell that it touches loses what is replaced. */
  editInCells({ span, text }: TextEdit): readonly (InCell & { readonly text: string })[] {
    const first = this.cellAt(span.start);
    const last = this.cellAt(Math.max(span.start, span.end));
    const edits: (InCell & { readonly text: string })[] = [];
    for (let cell = first; cell <= last && cell < this.starts.length; cell++) {
      const begin = this.starts[cell]!;
      const start = Math.max(0, span.start - begin);
      const end = Math.min(span.end - begin, this.lengthOf(cell));
      if (cell === first) edits.push({ cell, ...this.withLineBreak(cell, start, end, span, text), text });
      else if (end > 0) edits.push({ cell, start: 0, end, text: "" });
    }
    return edits;
  }

  /** The last line of a cell has no line break of its own to go with: then the one before goes. */
  private withLineBreak(cell: number, start: number, end: number, span: Span, text: string): Span {
    const begin = this.starts[cell]!;
    const goesOn = span.end > begin + this.lengthOf(cell);
    const lineBreak = /\r?\n$/.exec(this.text.slice(Math.max(begin, span.start - 2), span.start));
    const isWhole = text === "" && goesOn && lineBreak !== null && start > 0;
    return { start: isWhole ? start - lineBreak[0].length : start, end: Math.max(start, end) };
  }
}

/** Cells one below the other, with what only a notebook understands made harmless; no character changes its place in its cell. */
export function joinCells(cells: readonly string[]): JoinedCells {
  const starts: number[] = [];
  let text = "";
  for (const cell of cells) {
    starts.push(text.length);
    text += `${plainPython(cell)}\n`;
  }
  return new JoinedCells(text, starts);
}

/** Cells of another language, or of a file: `%%bash`. These run the cell's own Python. */
const foreignCell = /^\s*%%(?!(?:time|timeit|capture|prun|tensorflow_version)\b)\w/;

/** Lines for the notebook itself: `%matplotlib inline`, `!pip install`, `?help`. */
const magic = /^([ \t]*)(?:%{1,2}[A-Za-z]|!|\?+\w)(.*)$/;
const timed = /^([ \t]*)(%time(?:it)?[ \t]+)(?=[A-Za-z_])/;
const shellValue = /^(\s*[A-Za-z_]\w*\s*=\s*)([!%])(?=[A-Za-z])(.*)$/;
const help = /^([ \t]*)([A-Za-z_][\w.]*)(\?{1,2})[ \t]*$/;

function plainPython(cell: string): string {
  if (foreignCell.test(cell)) return cell.replace(/[^\r\n]/g, " ");
  if (!/[%!?]/.test(cell)) return cell;
  // a backslash at the end of such a line has the next one belong to it
  let goesOn = false;
  return cell.replace(/[^\r\n]+/g, (line) => {
    const plain = goesOn ? "#".padEnd(line.length, "-") : plainLine(line);
    goesOn = plain !== line && line.endsWith("\\");
    return plain;
  });
}

function plainLine(line: string): string {
  const time = timed.exec(line);
  if (time) return `${time[1]!}0;${" ".repeat(time[2]!.length - 2)}${line.slice(time[0].length)}`;
  const shell = shellValue.exec(line);
  // A value that nobody defines is a value that is not known.
  if (shell) return `${shell[1]!}_${"#".padEnd(shell[3]!.length, "-")}`.slice(0, line.length);
  const asked = help.exec(line);
  if (asked) return `${asked[1]!}${asked[2]!}${" ".repeat(asked[3]!.length)}`;
  const found = magic.exec(line);
  return found ? `${found[1]!}0${"#".padEnd(line.length - found[1]!.length - 1, "-")}` : line;
}

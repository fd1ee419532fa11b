/** The code cells of a notebook as one Python text. */

/** Code in the order of the cells; `starts` says where each begins. */
export interface JoinedCells {
  readonly text: string;
  readonly starts: readonly number[];
}

/** Cells one below the other, with what only a notebook understands made harmless; no character changes its place in its cell. */
export function joinCells(cells: readonly string[]): JoinedCells {
  const starts: number[] = [];
  let text = "";
  for (const cell of cells) {
    starts.push(text.length);
    text += `${plainPython(cell)}\n`;
  }
  return { text, starts };
}

/** Cells of another language, or of a file: `%%bash`. These two run the cell's own Python. */
const foreignCell = /^\s*%%(?!(?:time|timeit|capture|prun|tensorflow_version)\b)\w/;

/** Lines for the notebook itself: `%matplotlib inline`, `!pip install`, `?help`. */
const magic = /^([ \t]*)(?:%{1,2}[A-Za-z]|!|\?+\w)(.*)$/;
const timed = /^([ \t]*)(%time(?:it)?[ \t]+)(?=[A-Za-z_])/;
const shellValue = /^(\s*[A-Za-z_]\w*\s*=\s*)([!%])(?=[A-Za-z])(.*)$/;
const help = /^([ \t]*)([A-Za-z_][\w.]*)(\?{1,2})[ \t]*$/;

function plainPython(cell: string): string {
  if (foreignCell.test(cell)) return cell.replace(/[^\r\n]/g, " ");
  if (!/[%!?]/.test(cell)) return cell;
  return cell.split("\n").map(plainLine).join("\n");
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

/** How a table is written: what separates its cells, and whether its first row names the columns. Judged by its first rows. */
import Papa from "papaparse";
import { isNumber } from "./cell";

export interface Dialect {
  /** A character, or `white` for any run of spaces and tabs. */
  readonly delimiter: string;
  /** Whether cells may be in double quotes. Between tabs a quote is a quote. */
  readonly quotes: boolean;
}

/** `sample` is the beginning of the text; `name` is the file's. */
export function guessDialect(sample: string, name: string): Dialect {
  if (/\.tsv(\.gz)?$/i.test(name)) return { delimiter: "\t", quotes: false };
  const delimitersToGuess = [",", "\t", ";", "|"];
  const { delimiter } = Papa.parse(sample, { preview: 20, skipEmptyLines: true, delimitersToGuess }).meta;
  if (sample.includes(delimiter)) return { delimiter, quotes: delimiter !== "\t" };
  return { delimiter: isSpaced(sample) ? "white" : ",", quotes: true };
}

/** Whether lines are of as many words each, most of them numbers. */
function isSpaced(sample: string): boolean {
  const lines = sample.split("\n").slice(0, -1).slice(0, 20);
  const words = (lines.length > 0 ? lines : [sample]).map(wordsOf).filter((line) => line.length > 0);
  const all = words.flat();
  const even = words.every((line) => Math.abs(line.length - words[0]!.length) <= 1);
  return even && all.length >= 2 * words.length && all.filter(isNumber).length * 2 >= all.length;
}

export const wordsOf = (line: string): string[] => line.split(/[ \t]+/).filter((word) => word !== "");

/**
 * Whether the first row names the columns: it has no numbers, and either there are numbers below it or it looks like nothing below.
 */
export function hasHeader([first = [], ...rest]: readonly (readonly string[])[]): boolean {
  if (first.some((cell) => isNumber(cell.trim()))) return false;
  const columns = first.map((name, column) => ({ name, cells: rest.map((row) => row[column] ?? "") }));
  const numeric = columns.some(({ cells }) => {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
    return filled.length > 0 && filled.filter(isNumber).length * 2 > filled.length;
  });
  if (numeric) return true;
  const names = first.map((name) => name.trim());
  const distinct = new Set(names).size === names.length && !names.includes("");
  return distinct && columns.every(({ name, cells }) => !cells.includes(name));
}

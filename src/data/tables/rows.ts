/** From text to rows of cells, in bounded memory whatever the text. */
import Papa from "papaparse";
import { showBytes, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { wordsOf, type Dialect } from "./dialect";

export type Row = readonly string[];

/** Characters. */
const LONGEST_LINE = 2 ** 20;

/** All rows, some at a time. */
export async function* rowsOf(
  texts: AsyncIterable<string>,
  dialect: Dialect,
  isCut: () => boolean = () => false,
): AsyncGenerator<readonly Row[]> {
  const parse = parserOf(dialect);
  let rest = "";
  let count = 0;
  for await (const text of texts) {
    rest += text;
    const { rows, used } = parse(rest, false);
    rest = rest.slice(used);
    count += rows.length;
    if (rest.length > LONGEST_LINE) throw tooLong(parse, rest, count + 1);
    if (rows.length > 0) yield rows;
  }
  const { rows, openQuote } = parse(rest, !isCut());
  if (openQuote) throw new Trouble(`A quote opened at row ${showCount(count + rows.length)} is not closed.`);
  if (rows.length > 0) yield rows;
}

/** The rows of a text that is there at once; of one that is cut, those that are whole. */
export const rowsIn = (text: string, dialect: Dialect, isCut: boolean): readonly Row[] =>
  parserOf(dialect)(text, !isCut).rows;

function tooLong(parse: Parse, rest: string, row: number): Trouble {
  return parse(rest, true).openQuote
    ? new Trouble(`A quote opened at row ${showCount(row)} is not closed within ${showBytes(LONGEST_LINE)}.`)
    : new Trouble(`Row ${showCount(row)} is longer than ${showBytes(LONGEST_LINE)}.`);
}

interface Parsed {
  readonly rows: readonly Row[];
  /** How much of the text these rows were. */
  readonly used: number;
  readonly openQuote: boolean;
}
/** Unless it is the last text, a row that does not end in it is left for the next. */
type Parse = (text: string, last: boolean) => Parsed;

function parserOf({ delimiter, quotes }: Dialect): Parse {
  if (delimiter === "white") return (text, last) => splitLines(text, last, wordsOf);
  if (!quotes) return (text, last) => splitLines(text, last, (line) => line.split(delimiter).map(unquoted));
  return (text, last) => {
    const parser = new Papa.Parser({ delimiter, newline: "\n" });
    const { data, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    return { rows: data, used: meta.cursor, openQuote: errors.some(({ code }) => code === "MissingQuotes") };
  };
}

function splitLines(text: string, last: boolean, split: (line: string) => string[]): Parsed {
  const end = last ? text.length : text.lastIndexOf("\n") + 1;
  const lines = text.slice(0, end).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return { rows: lines.map(split), used: end, openQuote: false };
}

/** A cell that is in quotes as a whole. */
const unquoted = (cell: string): string =>
  cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;

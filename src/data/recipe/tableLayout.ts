/** How a text file's rows become the columns of a table, as `read_csv` is told: which rows count, what columns are called, which are wanted. */
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import type { Dialect } from "../tables/dialect";
import { rowsIn, type Row } from "../tables/rows";
import { listIn, textsIn, wholeIn } from "./operation";

/** Takes the rows one after the other; undefined for those that are skipped, empty or but a comment. */
export function keptRow(settings: Settings): (row: Row) => Row | undefined {
  const comment = settings["comment"];
  const skipped = wholeIn(settings, "skip") ?? 0;
  let passed = 0;
  return (row) => {
    if (passed++ < skipped) return undefined;
    const plain = typeof comment === "string" ? uncommented(row, comment) : row;
    return plain.every((cell) => cell.trim() === "") ? undefined : plain;
  };
}

function uncommented(row: Row, comment: string): Row {
  const at = row.findIndex((cell) => cell.includes(comment));
  if (at < 0) return row;
  const rest = row[at]!.slice(0, row[at]!.indexOf(comment));
  return [...row.slice(0, at), ...(rest.trim() === "" ? [] : [rest])];
}

export const dialectOf = (separator: unknown): Dialect => {
  const delimiter = typeof separator === "string" ? separator : ",";
  if (/^(\\s\+|\s\+| |\\s\*|white)$/.test(delimiter)) return { delimiter: "white", quotes: false };
  if (delimiter.length > 1 && delimiter !== "\\t")
    throw new Trouble(`A separator of several characters (${delimiter}) is not read.`);
  return { delimiter: delimiter === "\\t" ? "\t" : delimiter, quotes: true };
};

/** The row with the names of the columns; undefined when there is none. */
export const headerRowOf = (settings: Settings): number | undefined =>
  settings["header"] === null ? undefined : (wholeIn(settings, "header") ?? 0);

export interface Layout {
  readonly names: readonly string[];
  /** The rows below the names. */
  readonly body: readonly Row[];
  /** So many cells before those of the columns are names of rows. */
  readonly extra: number;
}

/** `all` are the rows that count, or the first of them. */
export function layoutOf(all: readonly Row[], settings: Settings): Layout {
  const headerRow = headerRowOf(settings);
  const rows = headerRow === undefined ? all : all.slice(headerRow + 1);
  const body = rows.slice(0, wholeIn(settings, "nrows"));
  const width = body.reduce((most, row) => Math.max(most, row.length), 0);
  const above = headerRow === undefined ? undefined : all[headerRow]?.map((name) => name.trim());
  const header = textsIn(settings, "names") ?? above;
  const names = unique(header ?? Array.from({ length: width }, (_, i) => String(i)));
  // One more cell than names: the first are names of rows.
  const hasMore = header && width > names.length && body.every((row) => row.length >= names.length + 1);
  return { names, body, extra: hasMore ? width - names.length : 0 };
}

/** The names of the columns that a text gives, of which `text` may be the beginning alone; undefined when that does not tell them. */
export function columnsIn(
  text: string,
  isCut: boolean,
  settings: Settings,
  path: string,
): readonly string[] | undefined {
  try {
    const kept = keptRow(settings);
    const all = rowsIn(text, dialectOf(settings["separator"]), isCut).flatMap((row) => {
      const plain = kept(row);
      return plain ? [plain] : [];
    });
    const { names, body } = layoutOf(all, settings);
    const isTold = headerRowOf(settings) === undefined ? body.length > 0 : all.length > headerRowOf(settings)!;
    return isTold ? chosenColumns(names, settings, path).map((i) => names[i]!) : undefined;
  } catch (error) {
    // it is told when training begins
    if (error instanceof Trouble) return undefined;
    throw error;
  }
}

/** Names that are there twice get a number, as pandas gives it. */
function unique(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name, i) => {
    const own = name === "" ? `Unnamed: ${i}` : name;
    const count = seen.get(own) ?? 0;
    seen.set(own, count + 1);
    return count === 0 ? own : `${own}.${count}`;
  });
}

/** Without those that are not wanted and the one that names the rows. */
export function chosenColumns(names: readonly string[], settings: Settings, path: string): readonly number[] {
  const place = (wanted: unknown): number => {
    const at = typeof wanted === "number" ? wanted : names.indexOf(String(wanted));
    if (at < 0 || at >= names.length)
      throw new Trouble(`There is no column “${String(wanted)}”; there are ${names.slice(0, 20).join(", ")}.`, path);
    return at;
  };
  const wanted = listIn(settings, "columns")?.map(place);
  const all = [...names.keys()].filter((i) => !wanted || wanted.includes(i));
  const index = settings["index"];
  if (index === undefined || index === null || index === false) return all;
  const gone = typeof index === "number" ? all[index] : place(index);
  return all.filter((i) => i !== gone);
}

/** A table as it is in a file: named columns, and what was odd about its rows. */
import { counted, showBytes, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { DEFAULT_MEMORY_BYTES } from "../limits";
import { Column } from "./column";
import { guessDialect, hasHeader } from "./dialect";
import { rowsOf, type Row } from "./rows";

export interface Table {
  readonly hasHeader: boolean;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly firstRows: readonly Row[];
  readonly warnings: readonly string[];
}

/** Text that is looked at before the dialect is decided. */
const SAMPLE_LENGTH = 2 ** 16;
const HEADER_ROWS = 200;
const MOST_COLUMNS = 100_000;
const FIRST_ROWS = 10;
/** A number, the code of its text, and the number again in its row. */
const CELL_BYTES = 12;

export interface Reading {
  /** The file's name, which may tell how it is written. */
  readonly name: string;
  /** How much memory the numbers may take. */
  readonly limitBytes?: number;
  /** Whether the text ends before its file does, in the middle of a row perhaps, which is then dropped. */
  readonly isCut?: () => boolean;
}

export async function readTable(texts: AsyncIterable<string>, reading: Reading): Promise<Table> {
  const { name, limitBytes = DEFAULT_MEMORY_BYTES, isCut } = reading;
  const { sample, all } = await beginning(texts);
  const builder = new TableBuilder(limitBytes);
  for await (const rows of rowsOf(all, guessDialect(sample, name), isCut)) builder.add(rows);
  return builder.finish();
}

/** Enough of the text to judge by, and all of it. */
async function beginning(texts: AsyncIterable<string>): Promise<{ sample: string; all: AsyncIterable<string> }> {
  const iterator = texts[Symbol.asyncIterator]();
  let sample = "";
  while (sample.length < SAMPLE_LENGTH) {
    const next = await iterator.next();
    if (next.done === true) break;
    sample += next.value;
  }
  const all = (async function* () {
    yield sample;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  return { sample: sample.slice(0, SAMPLE_LENGTH), all };
}

class TableBuilder {
  private columns: readonly Column[] | undefined;
  private header = false;
  private waiting: Row[] = [];
  /** Rows of the file so far, header and skipped ones included. */
  private row = 0;
  private rowCount = 0;
  private readonly firstRows: Row[] = [];
  private ragged: { count: number; readonly row: number; readonly cells: number } | undefined;
  private damaged: { count: number; readonly row: number } | undefined;
  private renamed: readonly string[] = [];

  constructor(private readonly limitBytes: number) {}

  add(rows: readonly Row[]): void {
    if (this.columns) for (const row of rows) this.take(row, this.columns);
    else {
      for (const row of rows) this.waiting.push(row);
      if (this.waiting.length > HEADER_ROWS) this.begin();
    }
    const bytes = this.rowCount * (this.columns?.length ?? 0) * CELL_BYTES;
    if (bytes > this.limitBytes)
      throw new Trouble(
        `Its first ${showCount(this.rowCount)} rows alone need ${showBytes(bytes)} of memory; the limit is ${showBytes(this.limitBytes)}.`,
      );
  }

  finish(): Table {
    if (!this.columns) this.begin();
    if (this.rowCount === 0) throw new Trouble("No rows.");
    return {
      hasHeader: this.header,
      columns: this.columns!,
      rowCount: this.rowCount,
      firstRows: this.firstRows,
      warnings: [...this.warnings()],
    };
  }

  /** Decides on a header and takes in the rows that waited for that. */
  private begin(): void {
    const rows = this.waiting;
    this.waiting = [];
    const first = rows.findIndex((row) => !isBlank(row));
    if (first < 0) throw new Trouble("No rows.");
    const looked = rows.slice(first, HEADER_ROWS).filter((row) => !isBlank(row));
    this.header = hasHeader(looked);
    const names = this.header ? headerNames(looked) : looked[0]!.map(() => "");
    if (names.length > MOST_COLUMNS)
      throw new Trouble(`The table has ${showCount(names.length)} columns; the limit is ${showCount(MOST_COLUMNS)}.`);
    const unique = named(names);
    this.renamed = unique.filter((name, i) => names[i]!.trim() !== "" && name !== names[i]!.trim());
    this.columns = unique.map((name) => new Column(name));
    for (const [i, row] of rows.entries())
      if (this.header && i === first) this.row++;
      else this.take(row, this.columns);
  }

  private take(row: Row, columns: readonly Column[]): void {
    this.row++;
    if (isBlank(row)) return;
    const extra = row.length === columns.length + 1 && row.at(-1)!.trim() === "";
    if (row.length !== columns.length && !extra) {
      if (this.ragged) this.ragged.count++;
      else this.ragged = { count: 1, row: this.row, cells: row.length };
      return;
    }
    for (const [i, column] of columns.entries()) column.add(row[i]!, this.row);
    if (this.firstRows.length < FIRST_ROWS) this.firstRows.push(row);
    this.rowCount++;
    const bad = row.reduce((count, cell) => count + (cell.includes("\uFFFD") ? cell.split("\uFFFD").length - 1 : 0), 0);
    if (bad === 0) return;
    if (this.damaged) this.damaged.count += bad;
    else this.damaged = { count: bad, row: this.row };
  }

  private *warnings(): Generator<string> {
    const { ragged, damaged, columns } = this;
    if (ragged) {
      const rows = ragged.count === 1 ? "this row is skipped" : `${showCount(ragged.count)} such rows are skipped`;
      yield `Row ${showCount(ragged.row)} has ${counted(ragged.cells, "field")}, expected ${showCount(columns!.length)}; ${rows}.`;
    }
    if (this.renamed.length > 0) yield `Columns of the same name are renamed: ${this.renamed.slice(0, 5).join(", ")}.`;
    if (damaged)
      yield `Read as UTF-8; ${showCount(damaged.count)} bad ${damaged.count === 1 ? "byte" : "bytes"}, the first in row ${showCount(damaged.row)}.`;
  }
}

const isBlank = (row: Row): boolean => row.length === 0 || (row.length === 1 && row[0]!.trim() === "");

/** A header that is one name short stands over rows that begin with a name of their own (as R writes them). */
function headerNames([header = [], ...rows]: readonly Row[]): readonly string[] {
  const short = rows.length > 0 && rows.every((row) => row.length === header.length + 1 && row.at(-1)!.trim() !== "");
  return short ? ["", ...header] : header;
}

/** Every column gets a name, and no two the same. */
function named(header: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return header.map((cell, i) => {
    const name = cell.trim() === "" ? `column_${i + 1}` : cell.trim();
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name}_${n}`;
    used.add(unique);
    return unique;
  });
}

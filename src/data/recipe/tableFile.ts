/** Tables as pandas reads them: `read_csv` with its arguments, and columns of numbers or texts. */
import { baseName, piecesOf } from "../../base/files";
import { counted, showBytes } from "../../base/figures";
import { unpacked } from "../../base/gzip";
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { DEFAULT_MEMORY_BYTES } from "../limits";
import type { Dialect } from "../tables/dialect";
import { rowsOf, type Row } from "../tables/rows";
import { textOf } from "../tables/text";
import { chosenColumns, dialectOf, headerRowOf, keptRow, layoutOf } from "./tableLayout";
import { isSet, listIn, wholeIn, type Context, type Given, type Operation } from "./operation";
import { placeIn } from "./place";
import { numbers, texts, type Column, type Numbers, type Table } from "./value";

/** What stands for nothing, as pandas has it. */
const nothing =
  "#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split("|");

/** Roughly what a cell takes while it is read. */
const CELL_BYTES = 48;

/** The rows of a text file, without those that are passed over. */
async function readRows(path: string, dialect: Dialect, settings: Settings, context: Context): Promise<Row[]> {
  const { files, memoryBytes = DEFAULT_MEMORY_BYTES } = context.tools;
  context.tell(`Reading ${baseName(path)}`);
  const most = wholeIn(settings, "rows");
  return files.withFile(path, async (file) => {
    const rows: Row[] = [];
    const kept = keptRow(settings);
    let cells = 0;
    for await (const some of rowsOf(textOf(unpacked(piecesOf(file))), dialect))
      for (const row of some) {
        const plain = kept(row);
        if (!plain) continue;
        rows.push(plain);
        cells += plain.length;
        if (cells * CELL_BYTES > memoryBytes)
          throw new Trouble(
            `Its first ${counted(rows.length, "row")} alone need ${showBytes(memoryBytes)} of memory, which is the limit.`,
          );
        if (most !== undefined && rows.length > most) return rows;
      }
    return rows;
  });
}

/** `pd.read_csv`. */
const readCsv: Operation = {
  name: "read_csv",
  async run({ settings, context }) {
    const path = await placeIn(settings, context, "file");
    const headerRow = headerRowOf(settings);
    const limit = wholeIn(settings, "nrows");
    const reading = { ...settings, ...(limit !== undefined && { rows: limit + (headerRow ?? -1) + 1 }) };
    const all = await readRows(path, dialectOf(settings["separator"]), reading, context);
    const { names, body, extra } = layoutOf(all, settings);
    if (body.length === 0) throw new Trouble("No rows.", path);
    const ragged = body.filter((row) => row.length > names.length + extra).length;
    if (ragged > 0)
      throw new Trouble(`${counted(ragged, "row")} have more cells than the ${names.length} columns.`, path);
    const missing = new Set(["", ...nothing, ...(listIn(settings, "missing") ?? []).map(String)]);
    const chosen = chosenColumns(names, settings, path);
    const columns = chosen.map((i) => columnFrom(body, i + extra, missing, settings));
    return { kind: "table", names: chosen.map((i) => names[i]!), columns, rows: body.length } satisfies Table;
  },
};

function columnFrom(rows: readonly Row[], at: number, missing: ReadonlySet<string>, settings: Settings): Column {
  const cells = rows.map((row) => row[at] ?? "");
  if (isSet(settings, "texts")) return texts([cells.length], cells);
  return columnOf(
    cells,
    missing,
    typeof settings["decimal"] === "string" ? settings["decimal"] : ".",
    isSet(settings, "thousands"),
  );
}

/** Numbers where all that is there are numbers: whole ones only when nothing is missing. */
export function columnOf(
  cells: readonly string[],
  missing: ReadonlySet<string>,
  decimal = ".",
  thousands = false,
): Column {
  const values = new Float64Array(cells.length);
  let [whole, gaps] = [true, false];
  for (const [i, cell] of cells.entries()) {
    const text = cell.trim();
    if (missing.has(cell) || missing.has(text)) {
      values[i] = NaN;
      gaps = true;
      continue;
    }
    const plain = thousands ? text.replaceAll(",", "") : decimal === "." ? text : text.replace(decimal, ".");
    const value = /^[+-]?inf(inity)?$/i.test(plain) ? (plain.startsWith("-") ? -Infinity : Infinity) : Number(plain);
    if (Number.isNaN(value) || /^[+-]?0[xob]/i.test(plain)) return textColumn(cells, missing);
    if (!/^[+-]?\d+$/.test(plain)) whole = false;
    values[i] = value;
  }
  return numbers(whole && !gaps ? "int64" : "float64", [cells.length], values);
}

function textColumn(cells: readonly string[], missing: ReadonlySet<string>): Column {
  const truth = /^(true|false)$/i;
  if (cells.every((cell) => truth.test(cell)))
    return numbers(
      "bool",
      [cells.length],
      Uint8Array.from(cells, (cell) => Number(/^t/i.test(cell))),
    );
  return texts(
    [cells.length],
    cells.map((cell) => (missing.has(cell) ? null : cell)),
  );
}

/** `np.loadtxt` and `np.genfromtxt`: a table of numbers alone. */
const readText: Operation = {
  name: "read_text",
  async run({ settings, context }: Given) {
    const path = await placeIn(settings, context, "file");
    const dialect = dialectOf(settings["separator"] ?? "white");
    const rows = await readRows(path, dialect, { ...settings, comment: settings["comment"] ?? "#" }, context);
    if (rows.length === 0) throw new Trouble("No rows.", path);
    const chosen = listIn(settings, "columns")?.map(Number) ?? [...rows[0]!.keys()];
    const width = chosen.length;
    const data = new Float64Array(rows.length * width);
    for (const [row, cells] of rows.entries())
      for (const [i, at] of chosen.entries()) {
        const cell = (cells.at(at) ?? "").trim();
        const value = cell === "" ? NaN : Number(cell);
        // What is no number is not a number to genfromtxt, and an error to loadtxt.
        if (Number.isNaN(value) && !isSet(settings, "lenient") && !/^nan$/i.test(cell))
          throw new Trouble(`Row ${row + 1} has “${cell.slice(0, 40)}”, which is no number.`, path);
        data[row * width + i] = value;
      }
    const shape = [rows.length, width].filter((size, axis) => size !== 1 || (axis === 0 && rows.length > 1));
    const whole = typeof settings["type"] === "string" && /^u?int/.test(settings["type"]);
    return numbers("float64", shape, whole ? data.map(Math.trunc) : data) satisfies Numbers;
  },
};

export const tableFiles: readonly Operation[] = [readCsv, readText];

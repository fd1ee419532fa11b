/** JSON with a list of objects, as a table: a column for each name. */
import { readWhole } from "../../base/files";
import { Trouble } from "../../base/trouble";
import { DEFAULT_MEMORY_BYTES } from "../limits";
import { isSet, textsIn, type Operation } from "./operation";
import { placeIn } from "./place";
import { numbers, texts, type Column, type Table } from "./value";

type Cell = string | number | boolean | null | undefined | object;
type Row = Readonly<Record<string, Cell>>;

const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble("This is not JSON.", path);
  }
}

/** Numbers where all are numbers, truth where all are that, else texts; what is nested is left out. */
function columnOf(cells: readonly Cell[]): Column | undefined {
  const there = cells.filter((cell) => cell !== null && cell !== undefined);
  if (there.some((cell) => typeof cell === "object")) return undefined;
  const shape = [cells.length];
  if (there.length > 0 && there.every((cell) => typeof cell === "number")) {
    const whole = there.length === cells.length && there.every((cell) => Number.isInteger(cell));
    return numbers(
      whole ? "int64" : "float64",
      shape,
      Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : NaN)),
    );
  }
  if (there.length === cells.length && there.every((cell) => typeof cell === "boolean"))
    return numbers(
      "bool",
      shape,
      Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)),
    );
  return texts(
    shape,
    cells.map((cell) => (cell === null || cell === undefined ? null : String(cell as string | number | boolean))),
  );
}

const readJson: Operation = {
  name: "read_json",
  async run({ settings, context }) {
    const path = await placeIn(settings, context, "file");
    const { files, memoryBytes = DEFAULT_MEMORY_BYTES } = context.tools;
    context.tell(`Reading ${path.slice(path.lastIndexOf("/") + 1)}`);
    const bytes = await files.withFile(path, (file) => readWhole(file, Math.min(memoryBytes, 2 ** 29) / 8));
    const text = new TextDecoder().decode(bytes);
    let found = isSet(settings, "lines")
      ? text.split(/\r?\n/).flatMap((line) => (line.trim() === "" ? [] : [parsed(line, path)]))
      : parsed(text, path);
    for (const name of textsIn(settings, "inside") ?? []) {
      found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
      if (found === undefined) throw new Trouble(`There is no “${name}” in it.`, path);
    }
    if (!Array.isArray(found) || !found.every(isObject))
      throw new Trouble("This JSON is no list of objects, which is what is read of it as data.", path);
    const rows = found as readonly Row[];
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const columns = names.map((name) =>
      columnOf(rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))),
    );
    const kept = names.flatMap((name, i) => (columns[i] ? [{ name, column: columns[i] }] : []));
    return {
      kind: "table",
      names: kept.map(({ name }) => name),
      columns: kept.map(({ column }) => column),
      rows: rows.length,
    } satisfies Table;
  },
};

export const jsonFiles: readonly Operation[] = [readJson];

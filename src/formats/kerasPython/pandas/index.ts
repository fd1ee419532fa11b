/** pandas, as far as scripts use it to bring a table into form. */
import { findUnknown, isKerasObject, isUnknown, type KerasObject } from "../../../model/literal";
import type { Setting, Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { iterate } from "../../../python/items";
import { builtin } from "../../../python/members";
import type { Run } from "../../../python/modules/module";
import { none, tuple, unknown, type External, type Value } from "../../../python/value";
import type { ColumnsOf } from "../arrays/columns";
import { ArrayValue } from "../arrays/array";
import { placeOf } from "../arrays/place";
import { toLiteral } from "../literal";
import { open, outside } from "../modules/open";
import { unreadTables } from "../modules/unread";
import { arrayOf } from "../numpy/making";
import { Lost, Step, step } from "../arrays/trace";
import { typeName } from "../arrays/arrayMethods";
import { isTable, namesIn, rowsOf, settingOf, TableValue } from "./table";

/** What `read_csv` is told besides its file, by the name that a recipe has for it. */
const readSettings: Readonly<Record<string, string>> = {
  sep: "separator",
  delimiter: "separator",
  header: "header",
  names: "names",
  usecols: "columns",
  index_col: "index",
  na_values: "missing",
  nrows: "nrows",
  skiprows: "skip",
  comment: "comment",
  decimal: "decimal",
};

/** These do not change what comes out of it. */
const harmless = new Set(
  "engine low_memory encoding memory_map skipinitialspace on_bad_lines error_bad_lines warn_bad_lines verbose dtype float_precision quotechar compression parse_dates".split(
    " ",
  ),
);

function readCsv(columnsOf: ColumnsOf, preset: string): Run {
  return (args, site, machine) => {
    const place = placeOf(args.pick(0, "filepath_or_buffer"), site, machine);
    if (place instanceof Lost) return new TableValue(place, undefined);
    const found = settingsOf(args, site.span);
    if (found instanceof Lost) return new TableValue(found, namesIn(args.named.get("names")?.value));
    const settings = { ...(preset !== "," && { separator: preset }), ...found, ...place };
    const columns = columnsOf(place.path, settings);
    machine.presume(() => JSON.stringify(columnsOf(place.path, settings)) === JSON.stringify(columns));
    return new TableValue(
      new Step("read_csv", [], settings),
      columns ?? (found["names"] as readonly string[] | undefined),
    );
  };
}

function settingsOf(args: Arguments, span: { start: number; end: number }): Record<string, Setting> | Lost {
  const settings: Record<string, Setting> = {};
  const { bound } = args.under(["filepath_or_buffer", "sep"]);
  if (args.rest) return new Lost(args.rest.reason, span);
  for (const [name, { value }] of bound) {
    if (name === "filepath_or_buffer" || harmless.has(name)) continue;
    const known = readSettings[name];
    const literal = toLiteral(value);
    if (literal === null && name !== "header") continue;
    if (known === undefined) {
      if (name === "delim_whitespace" && literal === true) settings["separator"] = "white";
      else if (literal !== false) return new Lost(`the argument ${name} of read_csv is not followed`, span);
      continue;
    }
    if (isUnknown(literal)) return new Lost(literal.unknown, span);
    if (name === "header" && literal === "infer") continue;
    const isList = known === "columns" || known === "names" || known === "missing";
    const made = isList && !Array.isArray(literal) ? [literal] : literal;
    if (typeof made === "object" && made !== null && !Array.isArray(made))
      return new Lost(`the argument ${name} of read_csv is not followed`, span);
    settings[known] = known === "names" ? (made as readonly Setting[]).map(String) : (made as Setting);
  }
  // Names that are given stand for a header that the file lacks.
  if (settings["names"] !== undefined && settings["header"] === undefined) settings["header"] = null;
  return settings;
}

const dummies: Run = (args, site) => {
  const data = args.pick(0, "data");
  const names = namesIn(args.named.get("columns")?.value);
  const first = args.named.get("drop_first")?.value;
  const type = typeName(args.named.get("dtype")?.value);
  const given = args.named.get("prefix")?.value;
  const literal = given && toLiteral(given);
  const prefix = isKerasObject(literal ?? null) ? (literal as KerasObject).config : literal;
  const separator = args.named.get("prefix_sep")?.value;
  if ((literal && findUnknown(literal)) || (separator && separator.kind !== "text"))
    return unknown("the prefix of get_dummies is not known", site.span);
  const settings: Settings = {
    ...(names && { columns: names }),
    ...(prefix !== undefined && prefix !== null && { prefix: prefix as Setting }),
    ...(separator?.kind === "text" && { separator: separator.value }),
    ...(first?.kind === "bool" && first.value && { dropFirst: true }),
    ...(type !== undefined && { type }),
  };
  if (isTable(data)) return data.next(step("get_dummies", [data.trace], settings), undefined, data.rows);
  if (data instanceof ArrayValue)
    return new TableValue(step("get_dummies", [data.trace], settings), undefined, rowsOf(data));
  return data?.kind === "unknown" ? data : unknown("what get_dummies is given is not followed", site.span);
};

const concat: Run = (args, site, machine) => {
  const items = iterate(machine, args.pick(0, "objs") ?? tuple([]), site);
  if ("kind" in items) return items;
  const tables = items.filter(isTable);
  const axis = settingOf(args.pick(1, "axis")) ?? 0;
  if (tables.length !== items.length) {
    const arrays = items.filter((item) => item instanceof ArrayValue);
    if (arrays.length === items.length && arrays[0] && axis === 0)
      return arrays[0].with(
        [null],
        site,
        step(
          "concatenate",
          arrays.map((array) => array.trace),
          { axis: 0 },
        ),
      );
    if (axis !== 1 || arrays.length + tables.length !== items.length)
      return unknown("what is put together here is not followed", site.span);
  }
  const traces = items.map((item) => (item as TableValue | ArrayValue).trace);
  const known = tables.every(({ columns }) => columns) && tables.length === items.length;
  if (axis === 1 || axis === "columns")
    return new TableValue(
      step("beside", traces),
      known ? tables.flatMap(({ columns }) => columns!) : undefined,
      tables[0]?.rows,
    );
  const [first] = tables;
  const isAlike = tables.every(({ columns }) => columns?.join("\n") === first?.columns?.join("\n"));
  return new TableValue(step("concatenate", traces, { axis: 0 }), isAlike ? first?.columns : undefined);
};

/** `pd.DataFrame(array, columns=…)` or of a dictionary of columns. */
const dataFrame: Run = (args, site, machine) => {
  const data = args.pick(0, "data") ?? none;
  const names = namesIn(args.named.get("columns")?.value);
  if (isTable(data)) return data.next(data.trace, data.columns, data.rows);
  if (data.kind === "dict" && !data.unknown) {
    const entries = [...data.entries.values()];
    const columns = entries.map((entry) => arrayOf(machine, entry.value, site));
    const keys = entries.map(({ key }) => (key.kind === "text" ? key.value : ""));
    if (columns.length > 0 && columns.every((column) => column instanceof ArrayValue))
      return new TableValue(
        step(
          "beside",
          columns.map((column) => column.trace),
          { names: keys },
        ),
        keys,
        rowsOf(columns[0]!),
      );
  }
  const array = arrayOf(machine, data, site);
  if (!(array instanceof ArrayValue))
    return array.kind === "unknown" ? array : unknown("this table is not followed", site.span);
  return new TableValue(step("to_table", [array.trace], names ? { names } : {}), names, rowsOf(array));
};

/** The module. `columnsOf` is asked while the file is read. */
export function pandas(columnsOf: ColumnsOf): External {
  const members: Readonly<Record<string, Value>> = {
    read_csv: builtin("pd.read_csv", readCsv(columnsOf, ",")),
    read_table: builtin("pd.read_table", readCsv(columnsOf, "\t")),
    get_dummies: builtin("pd.get_dummies", dummies),
    concat: builtin("pd.concat", concat),
    DataFrame: builtin("pd.DataFrame", dataFrame),
    Series: builtin("pd.Series", (args, site, machine) => arrayOf(machine, args.pick(0, "data") ?? none, site)),
    ...unreadTables,
    set_option: builtin("pd.set_option", () => none),
    isna: builtin("pd.isna", (args, site) => {
      const value = args.positional[0]?.value;
      return value instanceof ArrayValue
        ? value.with(value.shape, site, step("isna", [value.trace]))
        : unknown("this is not followed", site.span);
    }),
    to_numeric: builtin("pd.to_numeric", (args, site) => {
      const value = args.positional[0]?.value;
      return value instanceof ArrayValue
        ? value.with(
            value.shape,
            site,
            args.named.has("errors")
              ? new Lost("the argument errors of to_numeric is not followed", site.span)
              : step("astype", [value.trace], { type: "float64" }),
          )
        : unknown("this is not followed", site.span);
    }),
  };
  return open("pd", members, (name) => outside(`pd.${name}`));
}

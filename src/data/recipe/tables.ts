/** Tables as pandas has them: columns chosen, dropped, filled, mapped, turned into zeros and ones. */
import { Trouble } from "../../base/trouble";
import type { Setting, Settings } from "../../model/recipe";
import { isSet, listIn, numberIn, textIn, textsIn, wholeIn, type Given, type Operation } from "./operation";
import { ordersFor } from "./randomState";
import { columnNamed, countOf, rowsAt, samplesAt } from "./selecting";
import {
  asNumbers,
  asRows,
  notFor,
  numbers,
  tableToNumbers,
  texts,
  type Column,
  type Table,
  type Value,
} from "./value";

function asTable(value: Value | undefined, what: string): Table {
  if (value?.kind === "table") return value;
  throw notFor(what, value);
}

const asColumn = (value: Value | undefined, rows: number, what: string): Column => {
  const found = asRows(value, what);
  if (found.kind === "lists") throw notFor(what, found);
  if (found.shape.length === 0)
    return found.kind === "texts"
      ? texts([rows], Array<string | null>(rows).fill(found.data[0] ?? null))
      : numbers(found.type, [rows], new Float64Array(rows).fill(found.data[0]!));
  if (found.data.length !== rows)
    throw new Trouble(`A column of ${found.data.length} does not go into a table of ${rows} rows.`);
  return { ...found, shape: [rows] };
};

const chosen = (table: Table, places: readonly number[]): Table => ({
  ...table,
  names: places.map((i) => table.names[i]!),
  columns: places.map((i) => table.columns[i]!),
});

/** `df["price"]`. */
const column: Operation = {
  name: "column",
  run({ of: [value], settings }) {
    const table = asTable(value, "a column");
    return table.columns[columnNamed(table, textIn(settings, "name"))]!;
  },
};

const columns: Operation = {
  name: "columns",
  run({ of: [value], settings }) {
    const table = asTable(value, "columns");
    return chosen(
      table,
      (textsIn(settings, "names") ?? []).map((name) => columnNamed(table, name)),
    );
  },
};

const drop: Operation = {
  name: "drop",
  run({ of: [value], settings }) {
    const table = asTable(value, "drop");
    const lenient = isSet(settings, "lenient");
    const gone = new Set(
      (textsIn(settings, "names") ?? [])
        .filter((name) => !lenient || table.names.includes(name))
        .map((name) => columnNamed(table, name)),
    );
    return chosen(
      table,
      [...table.names.keys()].filter((i) => !gone.has(i)),
    );
  },
};

/** `df["area"] = …`, or of a place: a new column behind the others. */
const withColumn: Operation = {
  name: "with_column",
  run({ of: [value, given], settings }) {
    const table = asTable(value, "a new column");
    const name = textIn(settings, "name");
    const made = asColumn(given, table.rows, "a new column");
    const at = table.names.indexOf(name);
    if (at >= 0) return { ...table, columns: table.columns.map((one, i) => (i === at ? made : one)) };
    return { ...table, names: [...table.names, name], columns: [...table.columns, made] };
  },
};

const named: Operation = {
  name: "named",
  run({ of: [value], settings }) {
    const table = asTable(value, "names of columns");
    const all = textsIn(settings, "all");
    if (all && all.length !== table.names.length)
      throw new Trouble(`${all.length} names are given for ${table.names.length} columns.`);
    const changes = new Map((listIn(settings, "changes") ?? []).map((pair) => pair as readonly [string, string]));
    return { ...table, names: all ?? table.names.map((name) => changes.get(name) ?? name) };
  },
};

/** `iloc`: rows and columns by their places. */
const iloc: Operation = {
  name: "iloc",
  run({ of: [value], settings }) {
    const table = asTable(value, "iloc");
    const [, wanted] = listIn(settings, "index") ?? [];
    const width = table.names.length;
    const at = (place: number): number => (place < 0 ? place + width : place);
    if (typeof wanted === "number") {
      const found = table.columns[at(wanted)];
      if (!found) throw new Trouble(`There is no column ${wanted}; there are ${width}.`);
      return found;
    }
    if (isPlaces(wanted)) return chosen(table, wanted.places.map(at));
    const [start, stop, step] = (wanted ?? [null, null, null]) as readonly (number | null)[];
    const all = [...table.names.keys()];
    const cut = all.slice(start ?? undefined, stop ?? undefined).filter((_, i) => i % (step ?? 1) === 0);
    return chosen(table, cut);
  },
};

const isPlaces = (setting: Setting | undefined): setting is { readonly places: readonly number[] } =>
  typeof setting === "object" && setting !== null && "places" in setting;

/** The columns from one name to another, both included: `loc[:, "a":"c"]`. */
const range: Operation = {
  name: "column_range",
  run({ of: [value], settings }) {
    const table = asTable(value, "loc");
    const place = (name: string, preset: number): number =>
      typeof settings[name] === "string" ? columnNamed(table, settings[name]) : preset;
    const [first, last] = [place("first", 0), place("last", table.names.length - 1)];
    return chosen(
      table,
      [...table.names.keys()].filter((i) => i >= first && i <= last),
    );
  },
};

/** `df.values`. Texts among numbers stay texts, as in an array of objects. */
const toArray: Operation = {
  name: "to_array",
  run({ of: [value] }) {
    if (value?.kind !== "table") return asRows(value, "an array");
    if (value.columns.some(({ kind }) => kind === "texts")) {
      const data = Array.from({ length: value.rows }, (_, row) =>
        value.columns.map((one) => (one.kind === "texts" ? (one.data[row] ?? null) : String(one.data[row]!))),
      );
      return texts([value.rows, value.columns.length], data.flat());
    }
    return tableToNumbers(value, "an array");
  },
};

/** `pd.get_dummies`: of the columns of texts, or of those that are named. */
const dummies: Operation = {
  name: "get_dummies",
  run({ of: [value], settings }) {
    const own = value?.kind === "table" ? value : undefined;
    const table: Table = own ?? {
      kind: "table",
      names: [""],
      columns: [asColumn(value, value ? countOf(value) : 0, "get_dummies")],
      rows: value ? countOf(value) : 0,
    };
    const wanted = textsIn(settings, "columns");
    const isChosen = (name: string, i: number): boolean =>
      wanted ? wanted.includes(name) : !own || table.columns[i]!.kind === "texts";
    const kept = table.names.flatMap((name, i) => (isChosen(name, i) ? [] : [{ name, column: table.columns[i]! }]));
    const type =
      typeof settings["type"] === "string" && settings["type"].includes("float")
        ? "float64"
        : typeof settings["type"] === "string" && settings["type"].includes("int")
          ? "int64"
          : "bool";
    // Columns come in the order in which they are named, behind the others.
    const order = wanted
      ? wanted.map((name) => columnNamed(table, name))
      : [...table.names.keys()].filter((i) => isChosen(table.names[i]!, i));
    const made = order.flatMap((i) => {
      const { data } = table.columns[i]!;
      const different = [...new Set<string | number | null>(data as readonly string[])].filter(
        (one): one is string | number => one !== null && !Number.isNaN(one),
      );
      different.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const name = table.names[i]!;
      const prefix = prefixOf(own && name, order.indexOf(i), settings);
      return (isSet(settings, "dropFirst") ? different.slice(1) : different).map((one) => ({
        name: `${prefix}${String(one)}`,
        column: numbers(
          type,
          [table.rows],
          Float64Array.from(data as readonly string[], (cell) => Number((cell as unknown) === one)),
        ),
      }));
    });
    const all = [...kept, ...made];
    return {
      kind: "table",
      names: all.map(({ name }) => name),
      columns: all.map((one) => one.column),
      rows: table.rows,
    };
  },
};

/** What stands before the values in the names of their columns. */
function prefixOf(name: string | undefined, place: number, { prefix, separator = "_" }: Settings): string {
  const given: Setting | undefined =
    typeof prefix === "object" && prefix !== null
      ? Array.isArray(prefix)
        ? (prefix as readonly Setting[])[place]
        : (prefix as Readonly<Record<string, Setting>>)[name ?? ""]
      : prefix;
  const before = typeof given === "string" ? given : name;
  return before === undefined ? "" : `${before}${typeof separator === "string" ? separator : "_"}`;
}

const isGap = (value: string | number | null): boolean =>
  value === null || (typeof value === "number" && Number.isNaN(value));

/** What is missing, filled: with a value, with one for each column, or with what `mean()` and the like gave. */
const fillna: Operation = {
  name: "fillna",
  run({ of: [value, from], settings }) {
    const fill = (given: Column, wanted: Setting | undefined): Column => {
      if (given.kind === "texts")
        return typeof wanted === "string" || typeof wanted === "number"
          ? { ...given, data: given.data.map((text) => text ?? String(wanted)) }
          : given;
      const number = typeof wanted === "number" ? wanted : NaN;
      return { ...given, data: (given.data as Float64Array).map((one) => (Number.isNaN(one) ? number : one)) };
    };
    const { value: single } = settings;
    const perColumn =
      typeof single === "object" && single !== null ? (single as Readonly<Record<string, Setting>>) : undefined;
    if (value?.kind !== "table") {
      const given = asColumn(value, value ? countOf(value) : 0, "fillna");
      return fill(given, from ? asNumbers(from, "fillna").data[0]! : single);
    }
    const filling = from && asNumbers(from, "fillna").data;
    return {
      ...value,
      columns: value.columns.map((one, i) =>
        fill(one, filling ? filling[filling.length === 1 ? 0 : i] : perColumn ? perColumn[value.names[i]!] : single),
      ),
    };
  },
};

/** What is missing, as the value before it (or behind it). */
const fillAlong: Operation = {
  name: "fill_along",
  run({ of: [value], settings }) {
    const back = isSet(settings, "backward");
    const fill = (given: Column): Column => {
      const data: (string | number | null)[] = Array.from(given.data as ArrayLike<string | number | null>);
      if (back) data.reverse();
      for (let i = 1; i < data.length; i++) if (isGap(data[i]!)) data[i] = data[i - 1]!;
      if (back) data.reverse();
      return given.kind === "texts"
        ? { ...given, data: data as string[] }
        : numbers(given.type, given.shape, Float64Array.from(data as number[]));
    };
    return value?.kind === "table"
      ? { ...value, columns: value.columns.map(fill) }
      : fill(asColumn(value, value ? countOf(value) : 0, "ffill"));
  },
};

/** Rows without a gap. */
const dropna: Operation = {
  name: "dropna",
  run({ of: [value], settings }) {
    if (value?.kind !== "table") {
      const rows = asRows(value, "dropna");
      return rowsAt(
        rows,
        Float64Array.from([...rows.data.keys()].filter((i) => !isGap(rows.data[i] as string | number | null))),
      );
    }
    const looked = (textsIn(settings, "names") ?? value.names).map((name) => value.columns[columnNamed(value, name)]!);
    const kept = Array.from({ length: value.rows }, (_, row) => row).filter((row) =>
      looked.every((one) => !isGap(one.data[row] ?? null)),
    );
    return samplesAt(value, Float64Array.from(kept));
  },
};

/** `map` with a dictionary: what is not in it is missing; `replace` leaves it. */
const mapValues: Operation = {
  name: "map_values",
  run({ of: [value], settings }) {
    const pairs = (listIn(settings, "pairs") ?? []) as readonly (readonly [
      string | number | boolean,
      string | number | boolean | null,
    ])[];
    const table = new Map<string | number | null, string | number | null>(
      pairs.map(([from, to]) => [
        typeof from === "boolean" ? Number(from) : from,
        typeof to === "boolean" ? Number(to) : to,
      ]),
    );
    const keep = isSet(settings, "keep");
    const one = (given: Column): Column => {
      const mapped = Array.from(given.data as ArrayLike<string | number | null>, (cell) =>
        table.has(cell) ? table.get(cell)! : keep ? cell : null,
      );
      if (mapped.some((cell) => typeof cell === "string"))
        return texts(
          given.shape,
          mapped.map((cell) => (cell === null ? null : String(cell))),
        );
      const whole = mapped.every((cell) => Number.isInteger(cell));
      const type = whole ? "int64" : "float64";
      return numbers(
        type,
        given.shape,
        Float64Array.from(mapped, (cell) => (cell as number | null) ?? NaN),
      );
    };
    return value?.kind === "table"
      ? { ...value, columns: value.columns.map(one) }
      : one(asColumn(value, value ? countOf(value) : 0, "map"));
  },
};

/** Columns of numbers alone, or of texts: `select_dtypes`. */
const ofKind: Operation = {
  name: "of_kind",
  run({ of: [value], settings }) {
    const table = asTable(value, "select_dtypes");
    const wanted = textIn(settings, "kind");
    return chosen(
      table,
      [...table.names.keys()].filter((i) => (table.columns[i]!.kind === "texts") === (wanted === "texts")),
    );
  },
};

/** Rows in random order, all or some: `df.sample(frac=1)`. */
const sample: Operation = {
  name: "sample",
  run(given: Given) {
    const [value] = given.of;
    if (!value) throw notFor("sample", value);
    const count = countOf(value);
    const part = numberIn(given.settings, "fraction");
    const wanted = part === undefined ? (wholeIn(given.settings, "count") ?? 1) : Math.round(part * count);
    const order = ordersFor(given, "The random order is drawn anew: it is another than Python's.").permutation(count);
    // what is left over stays in its own order
    return samplesAt(value, isSet(given.settings, "rest") ? order.slice(wanted).sort() : order.slice(0, wanted));
  },
};

const sortBy: Operation = {
  name: "sort_values",
  run({ of: [value], settings }) {
    const table = asTable(value, "sort_values");
    const by = (textsIn(settings, "names") ?? []).map((name) => table.columns[columnNamed(table, name)]!);
    const down = isSet(settings, "descending");
    const order = Array.from({ length: table.rows }, (_, i) => i).sort((a, b) => {
      for (const { data } of by) {
        const [x, y] = [data[a]!, data[b]!];
        if (x !== y) return (x < y ? -1 : 1) * (down ? -1 : 1);
      }
      return a - b;
    });
    return samplesAt(table, Float64Array.from(order));
  },
};

/** Columns of several tables or arrays side by side: `pd.concat(…, axis=1)`, and `pd.DataFrame` of columns. */
const beside: Operation = {
  name: "beside",
  run({ of, settings }) {
    const names = textsIn(settings, "names");
    const parts = of.flatMap((value): { name: string; column: Column }[] =>
      value.kind === "table"
        ? value.names.map((name, i) => ({ name, column: value.columns[i]! }))
        : [{ name: "", column: asColumn(value, countOf(value), "concat") }],
    );
    const rows = countOf(of[0]!);
    if (parts.some((part) => part.column.data.length !== rows))
      throw new Trouble("The tables side by side are not of the same length.");
    return {
      kind: "table",
      names: parts.map(({ name }, i) => names?.[i] ?? (name === "" ? String(i) : name)),
      columns: parts.map((part) => part.column),
      rows,
    };
  },
};

/** An array with a column for each of its columns: `pd.DataFrame(array)`. */
const toTable: Operation = {
  name: "to_table",
  run({ of: [value], settings }) {
    if (value?.kind === "table") return value;
    const rows = asRows(value, "a table");
    if (rows.kind === "lists") throw notFor("A table", rows);
    const [count = 0, width = 1] = rows.shape;
    const names = textsIn(settings, "names") ?? Array.from({ length: width }, (_, i) => String(i));
    if (names.length !== width) throw new Trouble(`${names.length} names are given for ${width} columns.`);
    const columns = names.map((_, i): Column => {
      const places = Array.from({ length: count }, (_unused, row) => row * width + i);
      return rows.kind === "texts"
        ? texts(
            [count],
            places.map((at) => rows.data[at]!),
          )
        : numbers(
            rows.type,
            [count],
            Float64Array.from(places, (at) => rows.data[at]!),
          );
    });
    return { kind: "table", names, columns, rows: count };
  },
};

export const tables: readonly Operation[] = [
  column,
  columns,
  drop,
  withColumn,
  named,
  iloc,
  range,
  toArray,
  dummies,
  fillna,
  fillAlong,
  dropna,
  mapValues,
  ofKind,
  sample,
  sortBy,
  beside,
  toTable,
];

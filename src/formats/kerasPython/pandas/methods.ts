/** Methods of pandas's tables. */
import type { Setting, Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { List } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, none, text, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { axesIn, typeName } from "../arrays/arrayMethods";
import { indexSettings } from "../arrays/indexing";
import { Lost, nextStream, stateOf, step, type Trace } from "../arrays/trace";
import { pairsIn, Series } from "./series";
import { namesIn, notCounted, settingOf, type TableValue } from "./table";

type Method = (table: TableValue, args: Arguments, site: Site, machine: Machine) => Value;

/** `inplace=True` changes the table itself. */
const inPlace =
  (go: (table: TableValue, args: Arguments, site: Site, machine: Machine) => TableValue): Method =>
  (table, args, site, machine) => {
    const made = go(table, args, site, machine);
    const flag = args.named.get("inplace")?.value;
    if (flag?.kind !== "bool" || !flag.value) return made;
    table.becomes(made, machine);
    return none;
  };

const lost = (table: TableValue, why: string, site: Site): TableValue =>
  table.next(new Lost(why, site.span), undefined);

const reduction =
  (does: string, more: Settings = {}): Method =>
  (table, args, site) => {
    const axis = axesIn(args.pick(0, "axis"));
    if (axis instanceof Lost) return unknown(axis.why, site.span);
    const shape = axis?.[0] === 1 ? [table.rows] : [table.columns?.length ?? notCounted("columns")];
    return new ArrayValue(shape, site.span, {
      trace: step(does, [table.trace], { ...(axis?.[0] === 1 && { axis: 1 }), ...more }),
    });
  };

const drop = inPlace((table, args, site) => {
  const labels = args.named.get("columns")?.value ?? args.pick(0, "labels");
  const axis = settingOf(args.pick(1, "axis"));
  const names = namesIn(labels);
  const ofColumns = args.named.has("columns") || axis === 1 || axis === "columns";
  if (ofColumns && names) {
    const columns = table.columns?.filter((name) => !names.includes(name));
    const lenient = settingOf(args.named.get("errors")?.value) === "ignore";
    return table.next(step("drop", [table.trace], { names, ...(lenient && { lenient }) }), columns, table.rows);
  }
  // The rows that a sample has not taken: `df.drop(train.index)`.
  if (labels && rest.has(labels)) {
    const taken = rest.get(labels)!;
    if (taken.from === table.trace)
      return table.next(step("sample", [table.trace], { ...taken.settings, rest: true }), table.columns);
  }
  return lost(table, "which rows or columns are dropped is not known", site);
});

/** The names of the rows of samples, with what they were drawn from. */
const rest = new WeakMap<Value, { readonly from: Trace; readonly settings: Settings }>();
const samples = new WeakMap<TableValue, { readonly from: Trace; readonly settings: Settings }>();

const sample: Method = (table, args, site, machine) => {
  const [count, fraction] = [args.pick(0, "n"), args.pick(1, "frac")];
  const order: Settings = { ...stateOf(args.named.get("random_state")), stream: nextStream(machine) };
  const settings: Settings | undefined = isNumeric(fraction)
    ? { fraction: toNumber(fraction), ...order }
    : isNumeric(count)
      ? { count: toNumber(count), ...order }
      : undefined;
  if (!settings) return lost(table, "how large the sample is is not known", site);
  const whole = settings["fraction"] === 1;
  const made = table.next(step("sample", [table.trace], settings), table.columns, whole ? table.rows : undefined);
  samples.set(made, { from: table.trace, settings });
  return made;
};

const filled = inPlace((table, args, site) => {
  const value = args.pick(0, "value");
  const method = settingOf(args.named.get("method")?.value);
  if (typeof method === "string") return along(table, method.startsWith("b"));
  const setting = settingOf(value);
  if (typeof setting === "number" || typeof setting === "string")
    return table.next(step("fillna", [table.trace], { value: setting }), table.columns, table.rows);
  const pairs = pairsIn(value);
  if (pairs)
    return table.next(
      step("fillna", [table.trace], { value: Object.fromEntries(pairs as readonly [string, Setting][]) }),
      table.columns,
      table.rows,
    );
  if (value instanceof ArrayValue)
    return table.next(step("fillna", [table.trace, value.trace]), table.columns, table.rows);
  return lost(table, "what is filled in is not known", site);
});

const along = (table: TableValue, backward: boolean): TableValue =>
  table.next(step("fill_along", [table.trace], backward ? { backward } : {}), table.columns, table.rows);

const methods: Readonly<Record<string, Method>> = {
  to_numpy: (table, _, site) => table.array(site),
  as_matrix: (table, _, site) => table.array(site),
  copy: (table) => table.next(table.trace, table.columns, table.rows),
  info: () => none,
  describe: (_, __, site) => unknown("a description of data is known only when they are read", site.span),
  head: (table, args) =>
    table.next(step("part", [table.trace], { stop: indexOf(args.pick(0, "n")) ?? 5 }), table.columns),
  tail: (table, args) =>
    table.next(step("part", [table.trace], { start: -(indexOf(args.pick(0, "n")) ?? 5) }), table.columns),
  drop,
  pop: (table, args, site, machine) => {
    const name = args.pick(0, "item");
    if (name?.kind !== "text") return unknown("which column is taken out is not known", site.span);
    const column = table.column(name.value, site);
    table.becomes(
      table.next(
        step("drop", [table.trace], { names: [name.value] }),
        table.columns?.filter((one) => one !== name.value),
        table.rows,
      ),
      machine,
    );
    return column;
  },
  fillna: filled,
  ffill: (table) => along(table, false),
  bfill: (table) => along(table, true),
  dropna: inPlace((table, args, site) => {
    const subset = args.named.get("subset")?.value;
    const names = namesIn(subset);
    const axis = settingOf(args.pick(0, "axis"));
    if (axis === 1 || axis === "columns" || args.named.has("thresh") || (subset && !names))
      return lost(table, "this way of dropping is not followed", site);
    return table.next(step("dropna", [table.trace], names ? { names } : {}), table.columns);
  }),
  reset_index: inPlace((table, args, site) => {
    const dropped = args.named.get("drop")?.value;
    if (dropped?.kind === "bool" && dropped.value) return table.next(table.trace, table.columns, table.rows);
    return lost(table, "the names of the rows become a column, which is not followed", site);
  }),
  rename: inPlace((table, args, site) => {
    const pairs = pairsIn(args.named.get("columns")?.value) as readonly (readonly [string, string])[] | undefined;
    if (!pairs) return lost(table, "how the columns are renamed is not known", site);
    const changes = new Map(pairs);
    return table.next(
      step("named", [table.trace], { changes: pairs }),
      table.columns?.map((name) => changes.get(name) ?? name),
      table.rows,
    );
  }),
  replace: inPlace((table, args, site) => {
    const [from, to] = args.positional.map(({ value }) => value);
    const [one, other] = [settingOf(from), settingOf(to)];
    const pairs = pairsIn(from) ?? (one !== undefined && other !== undefined ? [[one, other]] : undefined);
    return pairs
      ? table.next(step("map_values", [table.trace], { pairs, keep: true }), table.columns, table.rows)
      : lost(table, "what is replaced here is not known", site);
  }),
  sort_values: inPlace((table, args, site) => {
    const names = namesIn(args.pick(0, "by"));
    const ascending = args.named.get("ascending")?.value;
    return names
      ? table.next(
          step("sort_values", [table.trace], {
            names,
            ...(ascending?.kind === "bool" && !ascending.value && { descending: true }),
          }),
          table.columns,
          table.rows,
        )
      : lost(table, "by what the rows are sorted is not known", site);
  }),
  astype: (table, args, site) => {
    const type = typeName(args.pick(0, "dtype"));
    return type === undefined
      ? lost(table, "this type of numbers is not followed", site)
      : table.next(step("astype", [table.trace], { type }), table.columns, table.rows);
  },
  select_dtypes: (table, args, site) => {
    const [include, exclude] = ["include", "exclude"].map(
      (name) => namesIn(args.named.get(name)?.value)?.join() ?? typeName(args.named.get(name)?.value),
    );
    const isText = (types: string): boolean => /object|str|category/.test(types);
    const wanted = include ?? exclude;
    if (wanted === undefined) return lost(table, "which columns are selected is not known", site);
    return table.next(
      step("of_kind", [table.trace], { kind: isText(wanted) === (include !== undefined) ? "texts" : "numbers" }),
      undefined,
      table.rows,
    );
  },
  sample,
  mean: reduction("mean"),
  std: reduction("std", { ddof: 1 }),
  var: reduction("var", { ddof: 1 }),
  min: reduction("min"),
  max: reduction("max"),
  median: reduction("median"),
  sum: reduction("sum"),
  isnull: (table) => table.next(step("isna", [table.trace]), table.columns, table.rows),
  isna: (table) => table.next(step("isna", [table.trace]), table.columns, table.rows),
  keys: (table, _, site) => columnNames(table, site),
};

/** The names of a table's columns, perhaps without some of them: `df.columns.drop("id")`. */
export class ColumnNames extends List {
  constructor(
    items: Value[],
    span: Site["span"],
    readonly without: readonly string[] = [],
  ) {
    super(items, span);
  }

  override attribute(name: string): Value | undefined {
    if (name === "values" || name === "array") return this;
    if (name === "to_list") return builtin(name, () => this);
    if (name !== "drop" && name !== "difference") return undefined;
    return builtin(`columns.${name}`, (args, { span }) => {
      const names = namesIn(args.positional[0]?.value);
      if (!names) return unknown("which columns are dropped is not known", span);
      const kept = this.items.filter((one) => one.kind !== "text" || !names.includes(one.value));
      const made = new ColumnNames(kept, span, [...this.without, ...names]);
      made.unknown = this.unknown;
      return made;
    });
  }
}

function columnNames(table: TableValue, site: Site): List {
  const list = new ColumnNames(table.columns?.map((name) => text(name)) ?? [], site.span);
  if (!table.columns) list.unknown = unknown("the columns of this table are known only when it is read", site.span);
  return list;
}

/** What a table answers to a name, besides its columns. */
export function tableMethod(table: TableValue, name: string, site: Site): Value | undefined {
  if (Object.hasOwn(methods, name))
    return builtin(name, (args, at, machine) => methods[name]!(table, args, at, machine));
  switch (name) {
    case "columns":
      return columnNames(table, site);
    case "iloc":
      return byPlace(table);
    case "loc":
      return byName(table);
    case "index": {
      const names = unknown("the names of the rows are not followed", site.span);
      const drawn = samples.get(table);
      if (drawn) rest.set(names, drawn);
      return names;
    }
    case "T":
      return new ArrayValue([table.columns?.length ?? notCounted("columns"), table.rows], site.span, {
        trace: step("transpose", [step("to_array", [table.trace])]),
      });
    default:
      return notFollowed.has(name)
        ? builtin(name, (_, at) => lost(table, `what ${name} does to a table is not followed`, at))
        : undefined;
  }
}

const notFollowed = new Set(
  "apply applymap groupby merge join pivot pivot_table melt resample rolling shift diff corr cov query assign insert set_index explode stack unstack transform agg aggregate drop_duplicates interpolate cumsum clip where mask nlargest nsmallest idxmax to_dict iterrows itertuples value_counts duplicated get".split(
    " ",
  ),
);

/** `df.iloc[:, :-1]`: rows, then columns, by their places. */
const byPlace = (table: TableValue): External => ({
  kind: "external",
  what: "iloc",
  item: (index, site) => {
    const [rows, columns] = index.kind === "tuple" ? index.items : [index];
    const picked = rowsOf(table, rows);
    if (!columns) return picked ?? unknown("a single row is not followed", site.span);
    if (!picked) return unknown("a single row is not followed", site.span);
    const place = indexOf(columns);
    if (place !== undefined) {
      return new Series([picked.rows], site.span, { trace: step("iloc", [picked.trace], { index: [null, place] }) });
    }
    const wanted = columnsAt(columns);
    if (wanted === undefined)
      return picked.next(new Lost("which columns these are is not known", site.span), undefined);
    const names = picked.columns && namesAt(picked.columns, wanted);
    return picked.next(step("iloc", [picked.trace], { index: [null, wanted] }), names, picked.rows);
  },
});

function rowsOf(table: TableValue, rows: Value | undefined): TableValue | undefined {
  if (!rows || indexOf(rows) !== undefined) return undefined;
  if (rows.kind === "slice" && rows.lower.kind === "none" && rows.upper.kind === "none" && rows.step.kind === "none")
    return table;
  const found = indexSettings(rows);
  return table.next(
    found instanceof Lost ? found : step("index", [table.trace, ...found.of], { index: found.index }),
    table.columns,
  );
}

function columnsAt(value: Value): Setting | undefined {
  const found = indexSettings(value);
  if (found instanceof Lost || found.index.length !== 1) return undefined;
  if (value.kind === "list") return { places: value.items.map((item) => indexOf(item)!) };
  const [slice] = found.index;
  return Array.isArray(slice) && !slice.includes("of") ? slice : undefined;
}

function namesAt(names: readonly string[], wanted: Setting): readonly string[] | undefined {
  if (typeof wanted !== "object" || wanted === null) return undefined;
  if (!Array.isArray(wanted)) return (wanted as { places: readonly number[] }).places.map((at) => names.at(at) ?? "");
  const [start, stop, by] = wanted as readonly (number | null)[];
  return names.slice(start ?? undefined, stop ?? undefined).filter((_, i) => i % (by ?? 1) === 0);
}

/** From one name to another, both included; null stands for an end. */
function namesBetween(names: readonly string[], first: Setting, last: Setting): readonly string[] | undefined {
  const place = (name: Setting, end: number): number =>
    name === null ? end : typeof name === "string" ? names.indexOf(name) : -1;
  const [from, to] = [place(first, 0), place(last, names.length - 1)];
  return from < 0 || to < 0 ? undefined : names.slice(from, to + 1);
}

/** `df.loc[:, "a":"c"]`: rows, then columns, by their names. */
const byName = (table: TableValue): External => ({
  kind: "external",
  what: "loc",
  item: (index, site) => {
    const [rows, columns] = index.kind === "tuple" ? index.items : [index];
    const all = rows?.kind === "slice" && rows.lower.kind === "none" && rows.upper.kind === "none";
    const picked = all ? table : rows instanceof ArrayValue ? rowsOf(table, rows) : undefined;
    if (!picked) return table.next(new Lost("rows by their names are not followed", site.span), undefined);
    if (!columns) return picked;
    if (columns.kind === "text") return picked.column(columns.value, site);
    const names = namesIn(columns);
    if (names) return picked.next(step("columns", [picked.trace], { names }), names, picked.rows);
    const [first, last] = columns.kind === "slice" ? [settingOf(columns.lower), settingOf(columns.upper)] : [];
    if (first === undefined || last === undefined)
      return picked.next(new Lost("which columns these are is not known", site.span), undefined);
    return picked.next(
      step("column_range", [picked.trace], { first, last }),
      picked.columns && namesBetween(picked.columns, first, last),
      picked.rows,
    );
  },
  setItem: (_, __, site, machine) =>
    table.becomes(
      table.next(new Lost("what is written into this table is not followed", site.span), undefined),
      machine,
    ),
});

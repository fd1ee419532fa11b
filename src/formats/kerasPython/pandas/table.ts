/** Tables of pandas while a program is followed: which columns there are, as far as it is known, and how they come about. */
import type { Setting } from "../../../model/recipe";
import { birth, type Mutable } from "../../../python/journal";
import type { Machine, Site } from "../../../python/machine";
import { isNumeric, toNumber } from "../../../python/numbers";
import { tuple, unknown, type External, type Side, type Unknown, type Value } from "../../../python/value";
import { ArrayValue, constantOf } from "../arrays/array";
import { indexSettings } from "../arrays/indexing";
import type { Dim } from "../../../model/shape";
import { fromDim } from "../literal";
import { isShape } from "../tensors/tensor";
import { Lost, step, type Trace } from "../arrays/trace";
import { Series } from "./series";
import { tableMethod } from "./methods";

/** Why a number of columns or rows is not known. */
export const notCounted = (what: string): Dim => ({
  unknown: `how many ${what} the table has is known only when it is read`,
});

const operators: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "**": "power",
  ">": "greater",
  "<": "less",
  "==": "equal",
};

export class TableValue implements External, Mutable {
  readonly kind = "external";
  readonly what = "a table";
  readonly born = birth();
  private state: { readonly trace: Trace; readonly columns: readonly string[] | undefined };

  constructor(
    trace: Trace,
    /** The names of its columns, where they are known. */
    columns: readonly string[] | undefined,
    readonly rows: Dim = notCounted("rows"),
  ) {
    this.state = { trace, columns };
  }

  get trace(): Trace {
    return this.state.trace;
  }
  get columns(): readonly string[] | undefined {
    return this.state.columns;
  }

  /** A table that is made of this one. */
  next(trace: Trace, columns: readonly string[] | undefined, rows: Dim = notCounted("rows")): TableValue {
    return new TableValue(trace, columns, rows);
  }

  /** It is changed where it lies. */
  becomes(other: TableValue, machine: Machine): void {
    machine.journal.touch(this);
    this.state = other.state;
  }

  holds(): readonly Value[] {
    return [];
  }

  save(): unknown {
    return this.state;
  }

  load(state: unknown): void {
    this.state = state as typeof this.state;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const all = states as (typeof this.state)[];
    const [first] = all;
    if (all.every((one) => one.trace === first!.trace)) this.state = first!;
    else this.state = { trace: new Lost(why.reason, why.span), columns: undefined };
  }

  column(name: string, site: Site): Series {
    return new Series([this.rows], site.span, { trace: step("column", [this.trace], { name }) });
  }

  /** Its numbers as an array. */
  array(site: Site): ArrayValue {
    return new ArrayValue([this.rows, this.columns?.length ?? notCounted("columns")], site.span, {
      trace: step("to_array", [this.trace]),
    });
  }

  attribute(name: string, site: Site): Value | undefined {
    if (name === "values") return this.array(site);
    if (name === "shape") return tuple([this.length(site), this.width(site)], site.span);
    const method = tableMethod(this, name, site);
    if (method) return method;
    if (this.columns?.includes(name)) return this.column(name, site);
    // A column may be reached as an attribute; of a table whose columns are not known, any may.
    return this.columns === undefined && /^[A-Za-z]\w*$/.test(name) ? this.column(name, site) : undefined;
  }

  private width({ span }: Site): Value {
    return this.columns
      ? { kind: "int", value: BigInt(this.columns.length) }
      : new ArrayValue([], span, { trace: step("size", [this.trace], { axis: 1 }) });
  }

  length({ span }: Site): Value {
    return typeof this.rows === "number"
      ? fromDim(this.rows)
      : new ArrayValue([], span, { trace: step("size", [this.trace], { axis: 0 }) });
  }

  item(index: Value, site: Site): Value {
    if (index.kind === "text") return this.column(index.value, site);
    const names = namesIn(index);
    if (names) return this.next(step("columns", [this.trace], { names }), names, this.rows);
    if (index instanceof ArrayValue || index.kind === "slice") {
      const found = indexSettings(index);
      return this.next(
        found instanceof Lost ? found : step("index", [this.trace, ...found.of], { index: found.index }),
        this.columns,
      );
    }
    return unknown(index.kind === "unknown" ? index.reason : "which columns these are is not known", site.span);
  }

  /** `df["area"] = …`. */
  setItem(index: Value, value: Value, _: Site, machine: Machine): void {
    machine.journal.touch(this);
    if (index.kind !== "text") {
      this.state = {
        trace: new Lost("what is written into this table is not followed", index.span),
        columns: columnsWith(this.columns, index),
      };
      return;
    }
    const given = isNumeric(value)
      ? constantOf([toNumber(value)], value.kind !== "float", [])
      : value.kind === "text"
        ? constantOf([value.value], true, [])
        : traceOf(value);
    const columns = this.columns?.includes(index.value) ? this.columns : this.columns && [...this.columns, index.value];
    this.state = { trace: step("with_column", [this.trace, given], { name: index.value }), columns };
  }

  /** `df.columns = […]`, or a column as an attribute. */
  assign(name: string, value: Value, site: Site, machine: Machine): boolean {
    if (name !== "columns") {
      // What is no column becomes an attribute and nothing more.
      if (this.columns?.includes(name) !== false) this.setItem({ kind: "text", value: name }, value, site, machine);
      return true;
    }
    machine.journal.touch(this);
    const names = namesIn(value);
    const trace = names
      ? step("named", [this.trace], { all: names })
      : new Lost("the new names of the columns are not known", site.span);
    this.state = { trace, columns: names };
    return true;
  }

  operate(operator: string, other: Value | undefined, side: Side): Value | undefined {
    const does = operators[operator];
    if (does === undefined || !other) return undefined;
    if (isNumeric(other))
      return this.next(
        step(does, [this.trace], {
          [side === "left" ? "right" : "left"]: toNumber(other),
          ...(other.kind === "float" && { float: true }),
        }),
        this.columns,
        this.rows,
      );
    const traces = side === "left" ? [this.trace, traceOf(other)] : [traceOf(other), this.trace];
    return this.next(step(does, traces), this.columns, this.rows);
  }

  iterate(): readonly Value[] | Unknown {
    return (
      this.columns?.map((name) => ({ kind: "text", value: name }) as const) ??
      unknown("the columns of this table are known only when it is read")
    );
  }

  truth(): Unknown {
    return unknown("what is in a table is known only when it is read");
  }
}

/** The columns after something was written into some of them. */
function columnsWith(columns: readonly string[] | undefined, index: Value): readonly string[] | undefined {
  if (index instanceof ArrayValue) return columns;
  const names = namesIn(index);
  return columns && names && [...new Set([...columns, ...names])];
}

/** How any value that stands for data comes about. */
export function traceOf(value: Value): Trace {
  if (value instanceof ArrayValue || value instanceof TableValue) return value.trace;
  return new Lost(value.kind === "unknown" ? value.reason : "this is not followed as data", value.span);
}

/** Names in a list, or a list of one name. */
export function namesIn(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === "text") return [value.value];
  const items =
    value?.kind === "list" && !value.unknown ? value.items : value?.kind === "tuple" ? value.items : undefined;
  return items?.every((item) => item.kind === "text") ? items.map((item) => item.value) : undefined;
}

/** A constant that a setting can hold. */
export function settingOf(value: Value | undefined): Setting | undefined {
  if (value?.kind === "none") return null;
  if (value?.kind === "text" || value?.kind === "bool") return value.value;
  return isNumeric(value) ? toNumber(value) : undefined;
}

export const isTable = (value: Value | undefined): value is TableValue => value instanceof TableValue;
export const rowsOf = (array: ArrayValue): Dim => (isShape(array.shape) ? (array.shape[0] ?? null) : null);

/** What becomes of each column of a table: the target, numbers, texts as one number each, or nothing. */
import { byBytes } from "../../base/bytes";
import { counted, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { ModelParts } from "../dataset";
import type { Column } from "./column";
import type { ColumnRole, TableSchema } from "./schema";
import type { Table } from "./table";

/** A text column with more different texts is left out: names, dates and remarks are not categories. */
const MOST_CATEGORIES = 100;
/** A column of numbers with less than this part filled is left out, rather than all the rows that lack it. */
const LEAST_FILLED = 0.5;

export interface Roles {
  readonly targets: readonly number[];
  readonly inputs: readonly (ColumnRole & { readonly column: number })[];
  /** How much a row counts. */
  readonly weights?: number;
  readonly warnings: readonly string[];
}

/** `model` is given for models with several inputs or outputs. */
export function rolesOf(
  table: Table,
  { target, columns, sampleWeight }: Pick<DataSpec, "target" | "columns" | "sampleWeight">,
  model?: ModelParts,
): Roles {
  const weights = sampleWeight === undefined ? undefined : columnOf(table, sampleWeight);
  const targets = targetColumns(table, target, model, weights);
  if (weights !== undefined && targets.includes(weights))
    throw new Trouble(`Column ${table.columns[weights]!.name} cannot both be predicted and say how much a row counts.`);
  const chosen = columns?.map((name) => columnOf(table, name)) ?? ownColumns(table, model) ?? [...table.columns.keys()];
  const warnings: string[] = [];
  const inputs = chosen
    .filter((column) => !targets.includes(column) && column !== weights)
    .flatMap((column) => {
      const role = roleOf(table.columns[column]!, table.rowCount);
      if ("left" in role) warnings.push(`${table.columns[column]!.name} is left out: ${role.left}.`);
      return "left" in role ? [] : [{ ...role, column }];
    });
  if (inputs.length === 0) throw new Trouble(["No column is left to learn from.", ...warnings].join(" "));
  return { targets, inputs, ...(weights !== undefined && { weights }), warnings };
}

/** By the names that are given (several with commas between), by those of the model's outputs, else the last. */
function targetColumns(
  table: Table,
  target: string | undefined,
  model: ModelParts | undefined,
  weights: number | undefined,
): readonly number[] {
  const names = table.columns.map(({ name }) => name);
  if (target !== undefined) {
    const parts = names.includes(target) ? [target] : target.split(",").map((part) => part.trim());
    return parts.map((part) => columnOf(table, part));
  }
  const count = model?.targets.length ?? 1;
  const named = model?.targets.map(({ name }) => names.indexOf(name)) ?? [];
  return count > 1 && named.every((column) => column >= 0)
    ? named
    : lastOf(
        [...names.keys()].filter((column) => column !== weights),
        count,
      );
}

const lastOf = (columns: readonly number[], count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => columns[Math.max(0, columns.length - count + i)]!);

/** The columns that are called like the model's inputs, where all inputs have one. */
function ownColumns(table: Table, model: ModelParts | undefined): readonly number[] | undefined {
  if (!model || model.inputs.length === 1) return undefined;
  const named = model.inputs.map(({ name }) => table.columns.findIndex((column) => column.name === name));
  return named.every((column) => column >= 0) ? named : undefined;
}

function roleOf(column: Column, rows: number): ColumnRole | { readonly left: string } {
  const { kind, distinct } = column;
  if (kind === "empty") return { left: "it is empty" };
  if (kind === "number") {
    const filled = column.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
    return filled >= LEAST_FILLED * rows
      ? { kind: "number" }
      : { left: `only ${showCount(filled)} of ${counted(rows, "row")} have a number` };
  }
  if (!distinct) return { left: "it has a great many different texts" };
  if (distinct.length > MOST_CATEGORIES) return { left: `it has ${showCount(distinct.length)} different texts` };
  if (distinct.length === 1) return { left: "it is the same in every row" };
  return { kind: "texts", texts: [...distinct].sort(byBytes) };
}

/** By its name, else by its number: counted from 1, or from the end as -1. */
function columnOf({ columns }: Table, wanted: string): number {
  const names = columns.map(({ name }) => name);
  const named = names.indexOf(wanted);
  if (named >= 0) return named;
  const number = /^-?\d+$/.test(wanted) ? Number(wanted) : NaN;
  const index = number > 0 ? number - 1 : columns.length + number;
  if (number !== 0 && index >= 0 && index < columns.length) return index;
  const list = `${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`;
  throw new Trouble(`There is no column “${wanted}”; there are ${list} (or 1 to ${columns.length}).`);
}

/** The same columns in another table: by name where both have a header, else by their place. Rows count once where nothing says how much. */
export function rolesAsIn(table: Table, schema: TableSchema): Roles {
  const placeOf = (column: number): number | undefined => {
    const name = schema.names[column]!;
    const found =
      schema.hasHeader && table.hasHeader ? table.columns.findIndex((other) => other.name === name) : column;
    return found < 0 || found >= table.columns.length ? undefined : found;
  };
  const find = (column: number): number => {
    const found = placeOf(column);
    if (found === undefined)
      throw new Trouble(`Column “${schema.names[column]!}” of the training data is not in this table.`);
    return found;
  };
  const weights = schema.weights === undefined ? undefined : placeOf(schema.weights);
  const without = schema.weights !== undefined && weights === undefined;
  return {
    targets: schema.targets.map(find),
    inputs: schema.inputs.map((role) => ({ ...role, column: find(role.column) })),
    ...(weights !== undefined && { weights }),
    warnings: without ? [`There is no column ${schema.names[schema.weights]!} here: all rows count alike.`] : [],
  };
}

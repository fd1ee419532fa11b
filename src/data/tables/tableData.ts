/** From a table to samples: one row of numbers and a target for each row that is complete. */
import { counted, product, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import { nameClasses, namesClasses, numberClasses, unknownClass } from "../arrays/labels";
import { isParted, rowsOf } from "../arrays/partedArrays";
import type { Dataset, ModelParts, Parts, SampleWeights, Target, Wish } from "../dataset";
import { arraySamples } from "../samples/arraySamples";
import { partedSamples } from "../samples/partedSamples";
import type { Column } from "./column";
import { rolesAsIn, rolesOf, type Roles } from "./roles";
import { widthOf, type ColumnRole } from "./schema";
import type { Table } from "./table";

export function tableData(table: Table, spec: DataSpec, wish: Wish): Dataset {
  const model = wish.model && isParted(wish.model) ? wish.model : undefined;
  const roles = wish.like?.table ? rolesAsIn(table, wish.like.table) : rolesOf(table, spec, model);
  const rows = completeRows(table, roles);
  const inputs = inputsOf(table, roles.inputs, rows.kept);
  const targets = roles.targets.map((column, i) =>
    targetsOf(table.columns[column]!, rows.kept, wishFor(i, wish, model)),
  );
  const labels = targets.flatMap(({ warnings }) => warnings);
  const all = [...table.warnings, ...roles.warnings, ...rows.warnings, ...inputs.warnings, ...labels];
  const weights = weightsOf(table, roles, rows.kept);
  const { train, ...sample } = samplesOf(inputs, targets, model);
  return {
    source: spec.source,
    ...sample,
    train: { ...train, ...(weights && { weights: [weights] }) },
    splitBy: "order",
    table: {
      hasHeader: table.hasHeader,
      names: table.columns.map(({ name }) => name),
      targets: roles.targets,
      inputs: roles.inputs,
      ...(roles.weights !== undefined && { weights: roles.weights }),
    },
    warnings: () => all,
  };
}

/** How much the rows count, where a column says so. */
function weightsOf({ columns }: Table, { weights }: Roles, kept: Uint32Array): SampleWeights | undefined {
  if (weights === undefined) return undefined;
  const { values } = columns[weights]!;
  return { data: Float32Array.from(kept, (row) => values[row]!), size: 1 };
}

/** What is known of one of several targets. */
function wishFor(i: number, wish: Wish, model: ModelParts | undefined): Wish {
  if (!model) return wish;
  const form = model.targets[i]?.form;
  const before = wish.like?.parts?.targets[i]?.target;
  return { ...(form && { targets: form }), ...(wish.like && before && { like: { ...wish.like, target: before } }) };
}

interface Numbers {
  readonly data: Float32Array;
  readonly size: number;
}

type Targets = ReturnType<typeof targetsOf>;

function samplesOf(
  { data, size }: Numbers,
  targets: readonly Targets[],
  model: ModelParts | undefined,
): Pick<Dataset, "input" | "target" | "targetSize" | "parts" | "train"> {
  const columns = targets.map((one) => ({ data: one.data, size: 1 }));
  const [{ target }] = targets as [Targets];
  if (!model && targets.length === 1)
    return {
      input: { shape: [size], type: "float32", scale: 1, image: false },
      target,
      targetSize: 1,
      train: arraySamples({ data, size }, columns[0]!, target.kind === "classes" ? targets[0]!.data : undefined),
    };
  const parts: Parts = {
    inputs: inputParts(size, model).map((shape) => ({ shape, type: "float32", scale: 1, image: false })),
    targets: targets.map((one) => ({ target: one.target, size: 1 })),
  };
  const row = rowsOf([[size]], parts.targets);
  return { ...row, ...(model && { parts }), train: partedSamples([{ data, size }], columns) };
}

/** How the numbers of a row are divided among the model's inputs: in order, as wide as each is. */
function inputParts(size: number, model: ModelParts | undefined): readonly (readonly number[])[] {
  const inputs = model?.inputs ?? [];
  if (inputs.length < 2) return [[size]];
  const widths = inputs.map(({ shape }) => product(shape.slice(1).map((dim) => (typeof dim === "number" ? dim : 1))));
  const wanted = widths.reduce((sum, width) => sum + width, 0);
  if (wanted !== size)
    throw new Trouble(
      `The model's inputs take ${counted(wanted, "number")} (${inputs.map(({ name }, i) => `${name} ${widths[i]!}`).join(", ")}), a row of the table gives ${showCount(size)}: choose as many columns, or call them like the inputs.`,
    );
  return widths.map((width) => [width]);
}

/** The rows that have a number wherever one is needed, and a target. */
function completeRows(
  { columns, rowCount }: Table,
  { targets, inputs, weights }: Roles,
): { kept: Uint32Array; warnings: string[] } {
  const complete = new Uint8Array(rowCount).fill(1);
  const warnings: string[] = [];
  const need = (column: Column): void => {
    const { values } = column;
    for (let row = 0; row < rowCount; row++) if (Number.isNaN(values[row]!)) complete[row] = 0;
    warnings.push(...oddities(column));
  };
  for (const { kind, column } of inputs) if (kind === "number") need(columns[column]!);
  if (weights !== undefined) {
    const column = columns[weights]!;
    if (column.kind !== "number")
      throw new Trouble(`Column ${column.name}, which is to say how much a row counts, does not hold numbers.`);
    need(column);
  }
  for (const target of targets) {
    const column = columns[target]!;
    if (column.kind === "empty") throw new Trouble(`Column ${column.name}, which is to be predicted, is empty.`);
    if (column.kind === "number") need(column);
    else {
      const empty = column.distinct?.indexOf("") ?? -1;
      const codes = column.textCodes;
      if (empty >= 0) for (let row = 0; row < rowCount; row++) if (codes[row] === empty) complete[row] = 0;
    }
  }
  const kept = new Uint32Array(complete.reduce((sum, one) => sum + one, 0));
  for (let row = 0, at = 0; row < rowCount; row++) if (complete[row] === 1) kept[at++] = row;
  const skipped = rowCount - kept.length;
  if (kept.length === 0) throw new Trouble(["No row has all the numbers that are needed.", ...warnings].join(" "));
  if (skipped > 0)
    warnings.push(
      `${counted(skipped, "row")} with such cells or without a target left out; ${showCount(kept.length)} remain.`,
    );
  return { kept, warnings };
}

/** Cells of a column of numbers that are none. */
function* oddities({ name, odd }: Column): Generator<string> {
  const sayings: readonly (readonly [kind: "missing" | "not finite" | "text" | "decimal comma", saying: string])[] = [
    ["missing", "missing"],
    ["not finite", "not a finite number"],
    ["text", "not a number"],
    ["decimal comma", "read with a decimal comma"],
  ];
  for (const [kind, saying] of sayings) {
    const sighting = odd.get(kind);
    if (!sighting) continue;
    const { count, row, cell } = sighting;
    const shown = cell === "" ? "" : `, “${cell.slice(0, 40)}”,`;
    yield count === 1
      ? `${name}: one cell (row ${showCount(row)}${shown.replace(/,$/, "")}) is ${saying}.`
      : `${name}: ${showCount(count)} cells (the first in row ${showCount(row)}${shown.replace(/,$/, "")}) are ${saying}.`;
  }
}

function targetsOf(
  column: Column,
  kept: Uint32Array,
  wish: Wish,
): { readonly target: Target; readonly data: Float32Array; readonly warnings: readonly string[] } {
  if (column.kind === "text") {
    const { distinct, textCodes } = column;
    if (!distinct) throw new Trouble(`Column ${column.name} has too many different texts to be classes.`);
    const used = new Set(Array.from(kept, (row) => distinct[textCodes[row]!]!));
    const { names, warnings } = nameClasses(used, wish);
    const numbers = new Map(names.map((name, i) => [name, i]));
    for (const text of used) if (!numbers.has(text)) throw unknownClass(text, names);
    const data = Float32Array.from(kept, (row) => numbers.get(distinct[textCodes[row]!]!)!);
    return { target: { kind: "classes", names }, data, warnings };
  }
  const { values } = column;
  const data = Float32Array.from(kept, (row) => values[row]!);
  // A text like 1.0 says that a value is meant, though not always: few of them may still be classes.
  const whole = column.distinct?.every((text) => !text.includes(".")) ?? false;
  const numbers = { parts: [data], whole };
  const likeClasses = wish.like && (wish.like.target.kind === "classes" ? "index" : "values");
  if (!namesClasses(numbers, wish.targets ?? likeClasses))
    return { target: { kind: "values", shape: [1] }, data, warnings: [] };
  const { target, parts, warnings } = numberClasses(numbers, wish);
  return { target, data: parts[0]!, warnings };
}

function inputsOf(
  { columns }: Table,
  inputs: readonly (ColumnRole & { readonly column: number })[],
  kept: Uint32Array,
): { readonly data: Float32Array; readonly size: number; readonly warnings: readonly string[] } {
  const size = inputs.reduce((sum, role) => sum + widthOf(role), 0);
  const data = new Float32Array(kept.length * size);
  const warnings: string[] = [];
  let start = 0;
  for (const role of inputs) {
    const { name, values, distinct, textCodes } = columns[role.column]!;
    if (role.kind === "number") for (let i = 0; i < kept.length; i++) data[i * size + start] = values[kept[i]!]!;
    else {
      const places = new Map(role.texts.map((text, place) => [text, place]));
      const placeOf = Int32Array.from(distinct ?? [], (text) => places.get(text) ?? -1);
      let strangers = 0;
      for (let i = 0; i < kept.length; i++) {
        const place = placeOf[textCodes[kept[i]!]!] ?? -1;
        if (place >= 0) data[i * size + start + place] = 1;
        else strangers++;
      }
      if (strangers > 0)
        warnings.push(
          `${name}: ${counted(strangers, "cell")} with a text that the training data do not have, read as none.`,
        );
    }
    start += widthOf(role);
  }
  return { data, size, warnings };
}

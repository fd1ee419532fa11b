/** Several arrays as one. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { showShape } from "../../model/shape";
import { axisOf, isSet, wholeIn, type Operation } from "./operation";
import { asNumbers, asRows, promoted, room, texts, type Lists, type Numbers, type Value } from "./value";

export function concatenated(all: readonly Value[], axis: number): Value {
  const rows = all.map((value) => asRows(value, "concatenate"));
  const [first] = rows;
  if (!first) throw new Trouble("There is nothing to be joined.");
  if (rows.some(({ kind }) => kind !== "numbers")) {
    if (axis !== 0 || rows.some(({ kind }) => kind !== first.kind))
      throw new Trouble("Texts and numbers cannot be joined.");
    const count = rows.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    const shape = [count, ...first.shape.slice(1)];
    return first.kind === "texts"
      ? texts(
          shape,
          rows.flatMap((one) => [...(one.data as readonly string[])]),
        )
      : { kind: "lists", shape, data: rows.flatMap((one) => (one as Lists).data) };
  }
  const arrays = rows as readonly Numbers[];
  const at = axisOf(axis, first.shape.length);
  for (const { shape } of arrays)
    if (shape.length !== first.shape.length || shape.some((size, i) => i !== at && size !== first.shape[i]))
      throw new Trouble(
        `Arrays of ${showShape(first.shape)} and ${showShape(shape)} cannot be joined along axis ${axis}.`,
      );
  const total = arrays.reduce((sum, { shape }) => sum + shape[at]!, 0);
  const type = arrays.map((array) => array.type).reduce(promoted);
  const out = room(
    type,
    first.shape.map((size, i) => (i === at ? total : size)),
  );
  const inner = product(first.shape.slice(at + 1));
  const outer = product(first.shape.slice(0, at));
  let offset = 0;
  for (const { data, shape } of arrays) {
    const run = shape[at]! * inner;
    for (let i = 0; i < outer; i++) out.data.set(data.subarray(i * run, (i + 1) * run), i * total * inner + offset);
    offset += run;
  }
  return out;
}

const withAxis = (value: Value, axis: number): Numbers => {
  const array = asNumbers(value, "stack");
  const shape = [...array.shape];
  shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
  return { ...array, shape };
};

const concatenate: Operation = {
  name: "concatenate",
  run({ of, settings }) {
    const axis = wholeIn(settings, "axis") ?? 0;
    if (of.every((value) => value.kind === "table") && axis === 0) {
      const [first] = of;
      const columns = first!.names.map((name) =>
        concatenated(
          of.map((table) => {
            const column = table.columns[table.names.indexOf(name)];
            if (!column) throw new Trouble(`Column “${name}” is not in all of the tables.`);
            return column;
          }),
          0,
        ),
      );
      return { ...first!, rows: of.reduce((sum, { rows }) => sum + rows, 0), columns: columns as never };
    }
    return concatenated(of, axis);
  },
};

/** Rows of different lengths stay lists, to be padded. */
function asLists(of: readonly Value[]): Lists | undefined {
  const rows = of.filter((value) => value.kind === "numbers" && value.shape.length === 1) as readonly Numbers[];
  const isEven = rows.every(({ data }) => data.length === rows[0]!.data.length);
  if (rows.length < of.length || isEven) return undefined;
  return { kind: "lists", shape: [rows.length], data: rows.map(({ data }) => data) };
}

const stack: Operation = {
  name: "stack",
  run({ of, settings }) {
    const axis = wholeIn(settings, "axis") ?? 0;
    const rows = isSet(settings, "list") ? asLists(of) : undefined;
    if (rows) return rows;
    return concatenated(
      of.map((value) => withAxis(value, axis)),
      axis,
    );
  },
};

/** Rows below each other; single rows become an array of two axes. */
const vstack: Operation = {
  name: "vstack",
  run: ({ of }) =>
    concatenated(
      of.map((value) => (asRows(value, "vstack").shape.length === 1 ? withAxis(value, 0) : value)),
      0,
    ),
};

const hstack: Operation = {
  name: "hstack",
  run: ({ of }) => concatenated(of, of.every((value) => asRows(value, "hstack").shape.length === 1) ? 0 : 1),
};

/** Columns beside each other. */
const columnStack: Operation = {
  name: "column_stack",
  run: ({ of }) =>
    concatenated(
      of.map((value) => (asRows(value, "column_stack").shape.length === 1 ? withAxis(value, -1) : value)),
      1,
    ),
};

/** Each of one with each of the other, as a matrix product: `x @ w`. */
const matmul: Operation = {
  name: "matmul",
  run({ of }) {
    const [a, b] = of.map((value) => asNumbers(value, "a matrix product")) as [Numbers, Numbers];
    // All axes but the last count rows.
    const left = [product(a.shape.slice(0, -1)), a.shape.at(-1) ?? 0];
    const right = b.shape.length === 1 ? [b.shape[0]!, 1] : b.shape;
    if (right.length !== 2 || left[1] !== right[0])
      throw new Trouble(`Arrays of ${showShape(a.shape)} and ${showShape(b.shape)} have no matrix product.`);
    const [rows, inner, columns] = [left[0]!, left[1]!, right[1]!];
    const shape = [...a.shape.slice(0, -1), ...(b.shape.length === 1 ? [] : [columns])];
    const out = room(promoted(a.type, b.type), shape);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a.data[i * inner + k]! * b.data[k * columns + j]!;
        out.data[i * columns + j] = sum;
      }
    return out;
  },
};

export const joining: readonly Operation[] = [concatenate, stack, vstack, hstack, columnStack, matmul];

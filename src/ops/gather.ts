import { defineOp, type Value } from "./op";

/** y = the row of `table` [rows, columns] that each whole number of `index` names; not-a-number for rows that are not there. */
const gather = defineOp<"table" | "index">({
  name: "gatherRows",
  shape: ({ table, index }) => [...index, table[1]!],
  reference(y, { table, index }) {
    const [rows, columns] = table.shape as [number, number];
    index.data.forEach((value, i) => {
      const row = Math.trunc(value);
      for (let c = 0; c < columns; c++)
        y.data[i * columns + c] = row >= 0 && row < rows ? table.data[row * columns + c]! : NaN;
    });
  },
  gradient: {
    table: (dy, { table, index }): Value => scatter({ dy, index }, { rows: table.shape[0]! }),
    index: "none",
  },
});

/** y [rows, columns] = the sum of all rows of dy whose number is that of the row. */
const scatter = defineOp<"dy" | "index", { readonly rows: number }>({
  name: "scatterRows",
  shape: ({ dy }, { rows }) => [rows, dy[dy.length - 1]!],
  reference(y, { dy, index }, { rows }) {
    const columns = y.shape[1]!;
    y.data.fill(0);
    index.data.forEach((value, i) => {
      const row = Math.trunc(value);
      if (row < 0 || row >= rows) return;
      for (let c = 0; c < columns; c++) y.data[row * columns + c]! += dy.data[i * columns + c]!;
    });
  },
  gradient: {
    dy: (ddTable, { index }): Value => gather({ table: ddTable, index }),
    index: "none",
  },
});

export const gatherRows = (table: Value, index: Value): Value => gather({ table, index });
/** Sums of rows by number: y [rows, columns] has at each row the sum of those rows of `parts` that its number names. */
export const scatterRows = (parts: Value, index: Value, rows: number): Value => scatter({ dy: parts, index }, { rows });

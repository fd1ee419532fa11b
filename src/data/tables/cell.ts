/** What the text of one cell means as a number. */

export type CellKind = "number" | "missing" | "not finite" | "decimal comma" | "text";

const missing: ReadonlySet<string> = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "none", "?"]);

/** `cell` has no space around it. The value is NaN for everything that gives no number. */
export function readCell(cell: string): { readonly kind: CellKind; readonly value: number } {
  if (missing.has(cell)) return { kind: "missing", value: NaN };
  const value = Number(cell);
  if (Number.isFinite(value) && !/^[+-]?0[xob]/i.test(cell)) return { kind: "number", value };
  if (value === Infinity || value === -Infinity || /^[+-]?inf(inity)?$/i.test(cell))
    return { kind: "not finite", value: NaN };
  // 1,234 may be a thousand and more: that is not guessed.
  if (/^[+-]?\d+,\d+$/.test(cell) && !/^[+-]?\d{1,3},\d{3}$/.test(cell))
    return { kind: "decimal comma", value: Number(cell.replace(",", ".")) };
  return { kind: "text", value: NaN };
}

/** Whether a cell is a number, or stands where one would. */
export const isNumber = (cell: string): boolean => {
  const { kind } = readCell(cell);
  return kind !== "text" && kind !== "missing";
};

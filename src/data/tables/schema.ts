/** What became of each column of a table: kept with a run, so that other tables are read as the training data were. */

export interface TableSchema {
  readonly hasHeader: boolean;
  /** Of the columns in the file. */
  readonly names: readonly string[];
  /** Which of them are to be predicted. */
  readonly targets: readonly number[];
  /** Which says how much a row counts. */
  readonly weights?: number;
  readonly inputs: readonly (ColumnRole & { readonly column: number })[];
}

/** Numbers as they are, or texts: one number for each of these, in this order, 1 where it is that text. */
export type ColumnRole = { readonly kind: "number" } | { readonly kind: "texts"; readonly texts: readonly string[] };

/** How many inputs a column gives. */
export const widthOf = (role: ColumnRole): number => (role.kind === "number" ? 1 : role.texts.length);

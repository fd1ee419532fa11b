/** What is known of a table in a file beforehand: the names of its columns, and perhaps how many rows it has. */
import type { Settings } from "../../../model/recipe";

export interface TableFacts {
  readonly columns: readonly string[];
  readonly rows?: number;
}

/** Looks at the table that a path names, as the settings of `read_csv` say; undefined when there is none or it cannot be told. */
export type ColumnsOf = (path: string, settings: Settings) => TableFacts | undefined;

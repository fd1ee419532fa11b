/** What is known of a table in a file beforehand: the names of its columns. How many rows it has is left to the training, which sees it whole. */
import type { Settings } from "../../../model/recipe";

/** The columns of the table that a path names, read as the settings of `read_csv` say; undefined when there is none or it cannot be told. */
export type ColumnsOf = (path: string, settings: Settings) => readonly string[] | undefined;

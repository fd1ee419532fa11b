/** The conversation with the reading process. It holds nothing between two questions. */
import type { GraphEdit, TextEdit } from "../model/edit";
import type { Reading, Source } from "../model/source";

export interface ReaderCalls {
  read(source: Source): Reading;
  /** The text edits that make these changes to the model of that name, or why there are none. */
  edit(source: Source, model: string, edits: readonly GraphEdit[]): readonly TextEdit[] | { readonly refused: string };
  /** The names of a table's columns, so that one can be chosen to be predicted. */
  columns(table: string): readonly string[];
}

/** It says nothing on its own. */
export type ReaderEvents = Readonly<Record<never, never>>;

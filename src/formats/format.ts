import type { GraphEdit, TextEdit } from "../model/edit";
import type { Reading, Source } from "../model/source";
import type { NotebookFile } from "./notebook/file";

export type { Reading, Source };

/** An edit that this source cannot take, and why: for example a layer made in a loop. */
export class Refusal {
  constructor(readonly reason: string) {}
}

/** One kind of text model file. Reading never throws on a bad file: it returns what it understood, and the problems. */
export interface TextFormat {
  readonly id: string;
  readonly title: string;
  /** Cheap look at the name and the text; several formats may share an extension. */
  matches(source: Source): boolean;
  read(source: Source): Reading;
  /** The smallest text edits that make this change to the model of that name, formatting and comments kept. */
  edit(source: Source, model: string, edits: readonly GraphEdit[]): readonly TextEdit[] | Refusal;
  /** Of a file that holds its text in pieces: the text whole, the format of that, and the way back. */
  unwrap?(source: Source): Unwrapped | undefined;
}

/** What a notebook holds, for those who speak of its cells and of comments in them. */
export interface Unwrapped {
  readonly notebook: NotebookFile;
  readonly source: Source;
  readonly format: TextFormat;
}

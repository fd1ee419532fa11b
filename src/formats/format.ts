import type { GraphEdit, TextEdit } from "../model/edit";
import type { Reading, Source } from "../model/source";

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
}

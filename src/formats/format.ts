import type { GraphEdit, TextEdit } from "../model/edit";
import type { Graph } from "../model/graph";
import type { Problem } from "../model/problem";

/** A model file as it lies on disk or in an editor. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** What a file holds: its models in the order in which they are made, and what is wrong. Half a file gives half a graph. */
export interface Reading {
  readonly models: readonly Graph[];
  readonly problems: readonly Problem[];
}

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

/** A model file, and what reading it gives: plain data, because files are read in a process of their own. */
import type { Graph } from "./graph";
import type { Problem } from "./problem";

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

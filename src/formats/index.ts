/** Every text model format. Adding one is a file and a line here. */
import type { PythonParser } from "../python/parser";
import type { TextFormat } from "./format";
import { withoutThrowing } from "./guard";
import { kerasJson } from "./kerasJson";
import { kerasNotebook } from "./kerasNotebook";
import { kerasPython, type Neighbour, type TableColumns } from "./kerasPython";

/** What the formats need from outside. */
export interface FormatTools {
  readonly python: PythonParser;
  /** Where the user's own modules are found; without it, what is imported from them is not known. */
  readonly neighbour?: Neighbour;
  /** What tables that lie near a model file are looked up with; without it, their columns are known only when training begins. */
  readonly tableColumns?: TableColumns;
}

export function formats({ python, neighbour, tableColumns }: FormatTools): readonly TextFormat[] {
  const inPython = withoutThrowing(kerasPython(python, neighbour, tableColumns));
  return [inPython, withoutThrowing(kerasNotebook(inPython)), withoutThrowing(kerasJson)];
}

/** Every text model format. Adding one is a file and a line here. */
import type { PythonParser } from "../python/parser";
import type { TextFormat } from "./format";
import { kerasNotebook } from "./kerasNotebook";
import { kerasPython } from "./kerasPython";

/** What the formats need from outside. */
export interface FormatTools {
  readonly python: PythonParser;
}

export function formats({ python }: FormatTools): readonly TextFormat[] {
  const inPython = kerasPython(python);
  return [inPython, kerasNotebook(inPython)];
}

/** Keras models in Python source: `keras`, `tf.keras`, under any alias. The source is followed, never run. */
import type { PythonParser } from "../python/parser";
import type { Source, TextFormat } from "./format";
import { editSource } from "./kerasPython/edit/edit";
import { follow, type Imports } from "./kerasPython/follow";
import { problemsOf } from "./kerasPython/problems";
import { aroundOf } from "./kerasPython/training/around";

/** Gives the source of a module that a file imports, when it is one of the user's own. */
export type Neighbour = (file: string, path: string) => Source | undefined;

/** Whether a text uses Keras, or takes models from another file. */
export const mayHoldModels = (text: string): boolean =>
  /\b(?:keras|tensorflow)\b|\bfrom\s+\.*\w*(?:\.\w+)*\.?models?(?:\.\w+)*\s+import\b/.test(text);

/** The format, with the parser that it reads with. */
export const kerasPython = (parser: PythonParser, neighbour?: Neighbour): TextFormat => ({
  id: "keras-python",
  title: "Keras in Python",
  matches: ({ name, text }) => name.endsWith(".py") && mayHoldModels(text),
  read({ name, text }) {
    const module = parser.parse(name, text);
    const following = follow(module, importsOf(parser, neighbour, name));
    const around = aroundOf(module);
    const models = following.models.map(({ graph }) => (around ? { ...graph, around } : graph));
    return { models, problems: problemsOf(module, following) };
  },
  edit: ({ name, text }, model, edits) => {
    const parse = (version: string) => parser.parse(`${name} (edited)`, version);
    return editSource(text, model, edits, { parse, imports: importsOf(parser, neighbour, name) });
  },
});

function importsOf(parser: PythonParser, neighbour: Neighbour | undefined, file: string): Imports | undefined {
  if (!neighbour) return undefined;
  return (path) => {
    const source = neighbour(file, path);
    return source && parser.parse(`${source.name} (imported)`, source.text);
  };
}

/** Keras models in Python source: `keras`, `tf.keras`, under any alias. The source is followed, never run. */
import type { PythonParser } from "../python/parser";
import type { Settings } from "../model/recipe";
import type { Reading, Source, TextFormat } from "./format";
import { editSource } from "./kerasPython/edit/edit";
import { Follower, type Imports, type Outside } from "./kerasPython/follow";
import { problemsOf } from "./kerasPython/problems";
import { aroundOf, isOfOlder } from "./kerasPython/training/around";
import { trainingOfOlder } from "./kerasPython/training/older";

/** How many files are remembered for the next change. */
const KEPT = 16;

/** Gives the source of a module that a file imports, when it is one of the user's own. */
export type Neighbour = (file: string, path: string) => Source | undefined;

/** Gives the columns of a table near a file, by the path that the file has for it and what it tells `read_csv`. */
export type TableColumns = (file: string, path: string, settings: Settings) => readonly string[] | undefined;

/** Whether a text uses Keras, or takes models from another file. */
export const mayHoldModels = (text: string): boolean =>
  /\b(?:keras|tensorflow)\b|\bfrom\s+\.*\w*(?:\.\w+)*\.?models?(?:\.\w+)*\s+import\b/.test(text);

/** The format, with the parser that it reads with. */
export function kerasPython(parser: PythonParser, neighbour?: Neighbour, columns?: TableColumns): TextFormat {
  const outsideOf = (file: string): Outside => ({
    ...(neighbour && { imports: importsOf(parser, neighbour, file) }),
    ...(columns && { columnsOf: (path, settings) => columns(file, path, settings) }),
  });
  const followers = new Map<string, Follower>();
  return {
    id: "keras-python",
    title: "Keras in Python",
    matches: ({ name, text }) => name.endsWith(".py") && mayHoldModels(text),
    read({ name, text }) {
      const module = parser.parse(name, text);
      const follower = followers.get(name) ?? new Follower();
      followers.delete(name);
      const following = follower.follow(module, outsideOf(name));
      const around = aroundOf(module);
      const isOlder = /\bdecay\b/.test(text) && isOfOlder(module);
      const models = following.models.map(({ graph }) => ({
        ...graph,
        ...(around && { around }),
        ...(isOlder && graph.training && { training: trainingOfOlder(graph.training) }),
      }));
      const reading = apart<Reading>({ models, problems: problemsOf(module, following) });
      if (!follower.isSpoiled) followers.set(name, follower);
      for (const [oldest] of followers) if (followers.size > KEPT) followers.delete(oldest);
      return reading;
    },
    edit: ({ name, text }, model, edits) => {
      const parse = (version: string) => parser.parse(`${name} (edited)`, version);
      return editSource(text, model, edits, { parse, outside: outsideOf(name) });
    },
  };
}

/** A copy whose places stay what they are when the file is read again. */
function apart<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(apart) as T;
  const made: Record<string, unknown> = {};
  for (const name in value) made[name] = apart(value[name]);
  return made as T;
}

const importsOf =
  (parser: PythonParser, neighbour: Neighbour, file: string): Imports =>
  (path) => {
    const source = neighbour(file, path);
    return source && parser.parse(`${source.name} (imported)`, source.text);
  };

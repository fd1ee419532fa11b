/** Keras models in Python source: `keras`, `tf.keras`, under any alias. The source is followed, never run. */
import type { PythonParser } from "../python/parser";
import type { TextFormat } from "./format";
import { editSource } from "./kerasPython/edit/edit";
import { follow } from "./kerasPython/follow";
import { problemsOf } from "./kerasPython/problems";

/** The format, with the parser that it reads with. */
export const kerasPython = (parser: PythonParser): TextFormat => ({
  id: "keras-python",
  title: "Keras in Python",
  matches: ({ name, text }) => name.endsWith(".py") && /\b(?:keras|tensorflow)\b/.test(text),
  read({ name, text }) {
    const module = parser.parse(name, text);
    const following = follow(module);
    return { models: following.models.map(({ graph }) => graph), problems: problemsOf(module, following) };
  },
  edit: ({ name, text }, model, edits) => {
    const parse = (version: string) => parser.parse(`${name} (edited)`, version);
    return editSource(text, model, edits, parse);
  },
});

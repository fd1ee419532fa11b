/** Keras models in a Jupyter notebook: its code cells are read one after the other, as they are run. */
import type { Problem } from "../model/problem";
import { Refusal, type Reading, type TextFormat } from "./format";
import { mayHoldModels } from "./kerasPython";
import { NotebookFile } from "./notebook/file";
import { moveSpans } from "./notebook/spans";

/** The format, which leaves the Python to another. */
export const kerasNotebook = (python: TextFormat): TextFormat => ({
  id: "keras-notebook",
  title: "Keras in a notebook",
  matches: ({ name, text }) => name.endsWith(".ipynb") && mayHoldModels(text),
  read({ name, text }) {
    const notebook = NotebookFile.of(text);
    if (!notebook) return { models: [], problems: [notJson(text)] };
    const { models, problems } = python.read({ name, text: notebook.python });
    return moveSpans<Reading>({ models, problems }, (span) => notebook.inFile(span));
  },
  edit({ name, text }, model, edits) {
    const notebook = NotebookFile.of(text);
    if (!notebook) return new Refusal("This notebook is not JSON.");
    const made = python.edit({ name, text: notebook.python }, model, edits);
    return made instanceof Refusal ? made : made.flatMap((edit) => notebook.editsInFile(edit));
  },
  unwrap({ name, text }) {
    const notebook = NotebookFile.of(text);
    return notebook && { notebook, source: { name, text: notebook.python }, format: python };
  },
});

const notJson = (text: string): Problem => ({
  code: "not-a-notebook",
  severity: "error",
  message: "This notebook is not JSON, as it should be; it may have been cut off or hold a merge conflict.",
  span: { start: 0, end: Math.min(text.length, 80) },
});

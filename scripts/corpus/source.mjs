/** From an entry of the ground truth to the text that makes its model, and to the model. */
import { readFileSync } from "node:fs";

/** The file, or the parts of it that end where a model is printed. */
export function sourcesOf(file, { cell_index: last, language }) {
  const text = readFileSync(file, "utf8");
  if (language === "markdown") return [{ name: `${file}.py`, text: codeOf(text, last) }];
  if (last === undefined) return [{ name: file, text }];
  if (language === "notebook") return [{ name: file, text: upTo(JSON.parse(text), last) }];
  return printed(text).map((part) => ({ name: file, text: part }));
}

function upTo(notebook, last) {
  const owner = notebook.worksheets?.[0] ?? notebook;
  let code = 0;
  owner.cells = owner.cells.filter((cell) => cell.cell_type === "code" && code++ <= last);
  return JSON.stringify(notebook, null, 1);
}

/** The file up to each line that prints a summary: a model may be changed after it was printed. */
function printed(text) {
  const ends = [...text.matchAll(/^[^#\n]*\.summary\([^\n]*$/gm)].map(({ index, 0: line }) => index + line.length);
  return [...ends.slice(0, 12), text.length].map((end) => text.slice(0, end));
}

/** Python between fences. */
const codeOf = (page, last = Infinity) =>
  [...page.matchAll(/^```python\n([\s\S]*?)^```/gm)]
    .slice(0, last + 1)
    .map(([, code]) => code)
    .join("\n");

/** Models that the entry can mean: by the variable, as an attribute or part of another model by their own name, or any when it is in none. */
export function modelsOf(models, { model_variable: variable, model_name: name }) {
  const plain = (model) => model.name.replace(/#\d+$/, "");
  if (!variable) return everyModel(models);
  const bare = variable.replace(/^.*\./, "");
  const called = models.filter((model) => plain(model) === variable || plain(model) === bare);
  if (called.length > 0 || !variable.includes(".")) return called;
  return parts(models).filter((model) => model.name === name);
}

/** All models, and those in them. */
export const everyModel = (models) => [...models, ...parts(models)];

const parts = (models) =>
  models.flatMap(({ nodes }) => {
    const inner = nodes.flatMap((node) => node.inner ?? []);
    return [...inner, ...parts(inner)];
  });

/** From an entry of the ground truth to the text that makes its model, and to the model. */
import { readFileSync } from "node:fs";

/** A notebook or page ends with the cell that prints the model: what comes after it is not part of the question. */
export function sourceOf(file, { cell_index: last, language }) {
  const text = readFileSync(file, "utf8");
  if (language === "notebook" && last !== undefined) return { name: file, text: upTo(JSON.parse(text), last) };
  if (language === "markdown") return { name: `${file}.py`, text: codeOf(text, last) };
  return { name: file, text };
}

function upTo(notebook, last) {
  const owner = notebook.worksheets?.[0] ?? notebook;
  let code = 0;
  owner.cells = owner.cells.filter((cell) => cell.cell_type === "code" && code++ <= last);
  return JSON.stringify(notebook, null, 1);
}

/** Python between fences. */
const codeOf = (page, last = Infinity) =>
  [...page.matchAll(/^```python\n([\s\S]*?)^```/gm)]
    .slice(0, last + 1)
    .map(([, code]) => code)
    .join("\n");

/** Models that the entry can mean, in order; the last is the one that a notebook's cell prints. */
export function modelOf(models, { model_variable: variable, model_name: name }) {
  const plain = (model) => model.name.replace(/#\d+$/, "");
  const bare = variable?.replace(/^self\./, "");
  const called = models.filter((model) => plain(model) === variable || plain(model) === bare);
  if (called.length > 0) return called;
  return models.filter((model) => plain(model) === name || plain(model).endsWith(`.${bare}`));
}

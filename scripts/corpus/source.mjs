/** From an entry of the ground truth to the text that makes its model, and to the model. */
import { readFileSync } from "node:fs";

/** The file, and for pages made of cells the part up to the one that prints the model: what comes after may change it. */
export function sourcesOf(file, { cell_index: last, language }) {
  const text = readFileSync(file, "utf8");
  if (language === "markdown") return [{ name: `${file}.py`, text: codeOf(text, last) }];
  if (last === undefined) return [{ name: file, text }];
  if (language === "notebook") return [{ name: file, text: upTo(JSON.parse(text), last) }];
  return [firstParts(text, last), text].map((part) => ({ name: file, text: part }));
}

function upTo(notebook, last) {
  const owner = notebook.worksheets?.[0] ?? notebook;
  let code = 0;
  owner.cells = owner.cells.filter((cell) => cell.cell_type === "code" && code++ <= last);
  return JSON.stringify(notebook, null, 1);
}

/** Pages are made of such files: text at the margin between `"""`, code between such texts. Each stretch of code is a cell. */
function firstParts(text, last) {
  const margins = [...text.matchAll(/^"""[\s\S]*?"""[ \t]*$/gm)];
  let cells = -1;
  let begin = 0;
  for (const { index, 0: margin } of [...margins, { index: text.length, 0: "" }]) {
    if (text.slice(begin, index).trim() !== "" && ++cells === last) return text.slice(0, index);
    begin = index + margin.length;
  }
  return text;
}

/** Python between fences. */
const codeOf = (page, last = Infinity) =>
  [...page.matchAll(/^```python\n([\s\S]*?)^```/gm)]
    .slice(0, last + 1)
    .map(([, code]) => code)
    .join("\n");

/** Models that the entry can mean. */
export function modelsOf(models, { model_variable: variable, model_name: name }) {
  const plain = (model) => model.name.replace(/#\d+$/, "");
  const bare = variable?.replace(/^self\./, "");
  const called = models.filter((model) => plain(model) === variable || plain(model) === bare);
  if (called.length > 0) return called;
  return models.filter((model) => plain(model) === name || plain(model).endsWith(`.${bare}`));
}

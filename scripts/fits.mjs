// Counts how many calls of `fit` in a folder of Python files and notebooks find their data: `node scripts/fits.mjs DIR [--list TEXT] [--examples N]`.
//
// A call finds its data when the file's own steps can be followed to inputs and targets. For the others the reasons are ranked; with
// --list those whose reason has the text are listed with file and line.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadReader } from "./reader/load.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "string" }, examples: { type: "string", default: "1" } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error("fits: which folder? node scripts/fits.mjs DIR");
  process.exit(2);
}
const { formats } = await loadReader();

function* filesIn(path) {
  for (const name of readdirSync(path).sort()) {
    const inner = join(path, name);
    if (statSync(inner).isDirectory()) yield* filesIn(inner);
    else if (/\.(py|ipynb)$/.test(name)) yield inner;
  }
}

const seen = { all: 0, found: 0, validated: 0, validation: 0 };
const reasons = new Map();
for (const name of filesIn(folder)) {
  const source = { name, text: readFileSync(name, "utf8") };
  const format = formats.find((one) => one.matches(source));
  const models = format?.read(source).models ?? [];
  const known = new Map();
  for (const { fits = [] } of models.map(({ training }) => training ?? {}))
    for (const fit of fits) {
      const earlier = known.get(fit.span.start);
      if (!earlier || (fit.train?.recipe && !earlier.train?.recipe)) known.set(fit.span.start, fit);
    }
  for (const { span, train, validation } of known.values()) {
    seen.all++;
    if (validation) seen.validation++;
    if (validation?.recipe) seen.validated++;
    if (train?.recipe) {
      seen.found++;
      continue;
    }
    const reason = train ? (train.source.unknown ?? JSON.stringify(train.source)) : "nothing is given to fit";
    const at = train?.source.span ?? span;
    const line = source.text.slice(0, at.start).split("\n").length;
    reasons.set(reason, [...(reasons.get(reason) ?? []), `${name}:${line}`]);
  }
}
const percent = (part, all) => `${((100 * part) / Math.max(1, all)).toFixed(1)} %`;
console.log(`${seen.found} of ${seen.all} calls of fit find their data (${percent(seen.found, seen.all)})`);
console.log(`${seen.validated} of ${seen.validation} that name data to validate on find these`);
const ranked = [...reasons].sort((a, b) => b[1].length - a[1].length);
for (const [reason, places] of ranked) {
  if (options.list === undefined)
    console.log(
      `${String(places.length).padStart(4)}  ${reason}   ${places.slice(0, Number(options.examples)).join(" ")}`,
    );
  else if (reason.includes(options.list)) places.forEach((place) => console.log(`${place}  ${reason}`));
}

/**
 * How right the hints are: `npm run hints:measure -- FOLDER…` reads every Python file and notebook in the folders (the examples when
 * none is given), lists what is said as a warning or an error for a person to judge, counts the rest, and puts mistakes into the models
 * to see how many are found, and whether anything else is said because of them. What was found in 2,089 models of others, and whether it is right, stands in test/support/judgedHints.md.
 */
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const folders = process.argv.slice(2).map((folder) => resolve(folder));
process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));

const contents = `
  export { createParser } from "../../src/python/parser";
  export { kerasPython } from "../../src/formats/kerasPython";
  export { measureHints } from "./hintMeasure";`;
const { outputFiles } = await build({
  stdin: { contents, resolveDir: "test/support", loader: "ts" },
  bundle: true,
  write: false,
  platform: "node",
  format: "cjs",
  packages: "external",
});
const file = join("out", "measureHints.cjs");
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, outputFiles[0].text);
const { createParser, kerasPython, measureHints } = (await import(pathToFileURL(resolve(file)))).default;

const wasm = dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm"));
const format = kerasPython(
  await createParser({
    engine: readFileSync(join(wasm, "tree-sitter.wasm")),
    grammar: readFileSync(join(wasm, "tree-sitter-python.wasm")),
  }),
);

/** A notebook's code cells one after the other; lines for the notebook itself are no Python. */
function textOf(path) {
  const text = readFileSync(path, "utf8");
  if (!path.endsWith(".ipynb")) return text;
  const code = (JSON.parse(text).cells ?? []).filter(({ cell_type: type }) => type === "code");
  return code
    .map(({ source }) =>
      [source]
        .flat()
        .join("")
        .replace(/^(\s*)([!%])/gm, "$1# $2"),
    )
    .join("\n\n");
}

let models = 0;
const spoken = [];
const mistakes = new Map();
for (const folder of folders.length > 0 ? folders : ["examples"])
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/\.(py|ipynb)$/.test(name)) continue;
    try {
      const text = textOf(join(folder, name));
      if (!/keras|tensorflow/.test(text)) continue;
      const measured = measureHints(format, name, text);
      models += measured.models;
      spoken.push(...measured.spoken);
      for (const [mistake, { made, found, missed, disturbed, collateral }] of measured.mistakes) {
        const sum = mistakes.get(mistake) ?? { made: 0, found: 0, missed: [], disturbed: 0, collateral: [] };
        mistakes.set(mistake, {
          made: sum.made + made,
          found: sum.found + found,
          missed: [...sum.missed, ...missed],
          disturbed: sum.disturbed + disturbed,
          collateral: [...sum.collateral, ...collateral],
        });
      }
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }

const serious = spoken.filter(({ severity }) => severity !== "info");
for (const { place, severity, rule, layer, message } of serious)
  console.log(`${place}: ${severity}: ${layer}: ${message} [${rule}]`);
const counts = new Map();
for (const { rule, severity } of spoken)
  counts.set(`${rule} ${severity}`, (counts.get(`${rule} ${severity}`) ?? 0) + 1);
console.log(`\n${models} models: ${serious.length} warnings and errors, ${spoken.length - serious.length} others`);
for (const [rule, count] of [...counts].sort((a, b) => b[1] - a[1]))
  console.log(`${String(count).padStart(7)}  ${rule}`);
console.log("\nMistakes that were put in, and found; about how many of them something else is said:");
for (const [mistake, { made, found, disturbed }] of mistakes)
  console.log(`${String(found).padStart(7)} of ${String(made).padEnd(7)} ${String(disturbed).padStart(5)}  ${mistake}`);
const all = [...mistakes.values()];
const sumOf = (key) => all.reduce((sum, tally) => sum + tally[key], 0);
console.log(
  `\nOf ${sumOf("made")} mistakes ${sumOf("found")} are found; about ${sumOf("disturbed")} something else is said.`,
);
for (const [mistake, { missed }] of mistakes)
  if (missed.length > 0) console.log(`${mistake}: missed in ${[...new Set(missed)].join(", ")}`);
for (const [mistake, { collateral }] of mistakes) {
  const byRule = groupedByRule(collateral);
  for (const [rule, places] of byRule)
    console.log(`${String(places.length).padStart(7)}  ${mistake}: ${rule}, as in ${places[0].slice(rule.length + 2)}`);
}

/** `rule: place: layer`, by rule. */
function groupedByRule(collateral) {
  const groups = new Map();
  for (const one of collateral) {
    const rule = one.slice(0, one.indexOf(":"));
    groups.set(rule, [...(groups.get(rule) ?? []), one]);
  }
  return groups;
}

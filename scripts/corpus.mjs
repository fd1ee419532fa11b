// Scores the reader on other people's files: `npm run corpus -- DIR [--truth FILE] [--only TEXT] [--list KIND] [--show ID] [--json FILE]`.
//
// DIR holds files as `owner/repository/path`. The truth is a JSON file with a list `models`; each entry names its file (`repo`, `path`), the
// variable that holds the model (`model_variable`), perhaps the code cell that prints it (`cell_index`), the rows (`layers`: type,
// output_shape, params) and totals that Keras prints. Exact: every row and total is the same. Wrong: a number that we print is another
// one. Unknown: everything that we print is right, and something is not printed; the reason is told. Entries that
// cannot be compared (corpus/notCompared.mjs) are counted apart, with what the comparison says.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./corpus/compare.mjs";
import { notCompared } from "./corpus/notCompared.mjs";
import { everyModel, modelsOf, sourcesOf } from "./corpus/source.mjs";
import { loadReader } from "./reader/load.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    truth: { type: "string" },
    only: { type: "string" },
    list: { type: "string" },
    show: { type: "string" },
    json: { type: "string" },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error("corpus: which folder? npm run corpus -- DIR [--truth FILE]");
  process.exit(2);
}
const truth = JSON.parse(readFileSync(options.truth ?? join(folder, "ground_truth.json"), "utf8"));
const { infer, formats } = await loadReader();

/** What we say of an entry. */
function judge(entry) {
  const file = join(folder, entry.repo, entry.path);
  if (!existsSync(file)) return { verdict: "missing", reasons: ["the file is not in the folder"] };
  const judged = [];
  const others = [];
  let last;
  for (const source of sourcesOf(file, entry)) {
    const format = formats.find((one) => one.matches(source));
    if (!format) return { verdict: "unknown", reasons: ["no format for this file"] };
    const began = performance.now();
    const reading = format.read(source);
    last = { reading, ms: performance.now() - began };
    for (const graph of modelsOf(reading.models, entry))
      judged.push({ ...compare(entry, graph, infer), graph, ...last });
    if (judged.length === 0)
      for (const graph of everyModel(reading.models)) others.push({ ...compare(entry, graph, infer), graph, ...last });
  }
  // The variable may be one of a function, whose result goes by another name or is a part of another model.
  const same = others.find(({ verdict }) => verdict === "exact");
  if (judged.length === 0 && same) return same;
  if (judged.length === 0) return { verdict: "unknown", reasons: ["model not found"], ...last };
  // A file may bind one variable several times: the printed model is the one that is most like it.
  return judged.reduce((best, one) => (one.likeness > best.likeness ? one : best));
}

const kinds = [
  ["exact and self-contained", (entry) => entry.verified === "exact" && entry.self_contained === true],
  ["exact, needs data or is executed", (entry) => entry.verified === "exact" && entry.self_contained !== true],
  ["not verified", (entry) => entry.verified !== "exact"],
  ["all", () => true],
];
const all = truth.models
  .filter(({ id, repo, path }) => options.only === undefined || `${id} ${repo}/${path}`.includes(options.only))
  .map((entry) => ({ entry, ...judge(entry) }));
const results = all.filter(({ entry }) => !notCompared.has(entry.id));
const apart = all.filter(({ entry }) => notCompared.has(entry.id));

if (options.show !== undefined)
  for (const { entry, verdict, reasons, lines, reading } of all.filter(({ entry }) => entry.id === options.show)) {
    console.log(`${entry.id} ${entry.repo}/${entry.path} cell ${entry.cell_index} ${entry.model_variable}: ${verdict}`);
    for (const reason of reasons) console.log(`  ${reason}`);
    for (const line of lines ?? []) console.log(line);
    console.log(`models: ${reading?.models.map(({ name }) => name).join(", ")}`);
    for (const { message, span } of reading?.problems ?? []) console.log(`  problem ${span?.start}: ${message}`);
  }
if (options.list !== undefined)
  for (const { entry, verdict, reasons } of results)
    if (verdict === options.list)
      console.log(
        `${entry.id} ${kinds.findIndex(([, belongs]) => belongs(entry))} ${entry.repo}/${entry.path}#${entry.cell_index ?? ""} ${entry.model_variable}: ${reasons[0]}`,
      );

for (const [name, belongs] of kinds) {
  const some = results.filter(({ entry }) => belongs(entry));
  const count = (kind) => some.filter(({ verdict }) => verdict === kind).length;
  const part = (kind) => `${kind} ${count(kind)} (${((100 * count(kind)) / Math.max(1, some.length)).toFixed(1)} %)`;
  const missing = count("missing") > 0 ? `, missing ${count("missing")}` : "";
  console.log(
    `${name.padEnd(34)}${String(some.length).padStart(4)}: ${part("exact")}, ${part("unknown")}, ${part("wrong")}${missing}`,
  );
}
for (const kind of ["wrong", "unknown"]) {
  const ranked = new Map();
  for (const { verdict, reasons } of results)
    if (verdict === kind) ranked.set(reasons[0], (ranked.get(reasons[0]) ?? 0) + 1);
  console.log(`\n${kind}:`);
  for (const [reason, count] of [...ranked].sort((a, b) => b[1] - a[1]).slice(0, 60))
    console.log(`${String(count).padStart(4)}  ${reason}`);
}
console.log(`\nnot compared: ${apart.length}`);
for (const { entry, verdict, reasons } of apart)
  console.log(
    `  ${entry.id} ${entry.repo}/${entry.path} ${entry.model_name}: ${notCompared.get(entry.id)} (${[verdict, ...reasons.slice(0, 1)].join(": ")})`,
  );
const times = all.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b);
console.log(
  `\nreading a file: median ${times[times.length >> 1]?.toFixed(1)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
);
if (options.json !== undefined)
  writeFileSync(
    options.json,
    JSON.stringify(
      all.map(({ entry, verdict, reasons }) => ({ id: entry.id, verdict, reasons })),
      null,
      1,
    ),
  );

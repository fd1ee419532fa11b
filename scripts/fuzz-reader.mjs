// Reads spoiled files for a long time: `node scripts/fuzz-reader.mjs [COUNT] [SEED] [DIR...]`. Says the first that throws, takes
// longer than a second, or has a problem outside the text, and writes it beside.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadReader } from "./reader/load.mjs";

const [count = "10000", seed = "1", ...folders] = process.argv.slice(2);
/** More processor time than this for one file is a hang. */
const LONGEST_MS = 1000;

const { formats, infer, mutants, root } = await loadReader();
const sources = (folders.length > 0 ? folders : [join(root, "examples"), join(root, "test/fixtures/keras")]).flatMap(
  (folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith(".py"))
      .map((name) => readFileSync(join(folder, name), "utf8")),
);
const [format] = formats;

/** What is wrong with reading a text, if anything. */
function trouble(text) {
  const begin = process.cpuUsage();
  try {
    const { models, problems } = format.read({ name: "mutant.py", text });
    for (const graph of models) infer(graph);
    const [model] = models;
    for (const { id } of model?.nodes.slice(0, 1) ?? [])
      format.edit({ name: "mutant.py", text }, model.name, [{ kind: "remove", node: id }]);
    const outside = problems.find(
      ({ span }) => span && (span.start < 0 || span.end < span.start || span.end > text.length),
    );
    if (outside) return `a problem outside the text: ${JSON.stringify(outside)}`;
  } catch (error) {
    return error instanceof Error ? error.stack : String(error);
  }
  const { user, system } = process.cpuUsage(begin);
  const took = (user + system) / 1000;
  times.push(took);
  return took > LONGEST_MS ? `took ${took.toFixed(0)} ms` : undefined;
}

const times = [];
const found = [];
let done = 0;
for (const text of mutants(sources, Number(count), Number(seed))) {
  const wrong = trouble(text);
  done++;
  if (wrong !== undefined) {
    const folder = join(root, "out/fuzz");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${seed}-${done}.py`);
    writeFileSync(file, text);
    found.push(file);
    console.log(`${file}: ${wrong}`);
    if (found.length >= 20) break;
  }
  if (done % 10_000 === 0) console.log(`${done} read`);
}
times.sort((a, b) => a - b);
const at = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))]?.toFixed(1);
console.log(
  `${done} texts from ${sources.length} files, ${found.length} with trouble; median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
);
process.exitCode = found.length > 0 ? 1 : 0;

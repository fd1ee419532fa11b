// Times reading while somebody types: `node scripts/typing.mjs [LINES | FILE] [KEYS]`. A file, or one made of so many lines that are nearly
// all models, is typed into at random places: numbers, words, half-written lines, new lines, what is deleted. After each key it is read
// and judged, as the file that it was before and as one that nobody has seen, in turns: in the reading process, and in the editor's own.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import { loadReader } from "./reader/load.mjs";

// As `src/extension.ts` starts the reader.
const FLAGS = ["--max-semi-space-size=64", "--single-threaded-gc"];
if (!FLAGS.every((flag) => process.execArgv.includes(flag))) {
  const { status } = spawnSync(process.execPath, [...FLAGS, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

const given = process.argv[2] ?? "1000";
const lines = /^\d+$/.test(given) ? Number(given) : readFileSync(given, "utf8").split("\n").length;
const keys = Number(process.argv[3] ?? 200);
const { formats, hints, keystrokes, paint, root } = await loadReader("typing.cjs");
const [format] = formats;

/** Functions that build models, models, and the rest of what such files hold. */
function sample() {
  const network = readFileSync(join(root, "examples/residual_network.py"), "utf8");
  const table = readFileSync(join(root, "examples/house_prices.py"), "utf8");
  const made = [];
  for (let i = 0; made.length < lines; i++) {
    made.push(...(i % 2 === 0 ? network : table).split("\n"), "");
    made.push(
      `def helper_${i}(values, scale=${i}):`,
      '    """Only text."""',
      "    return [value * scale for value in values]",
      "",
    );
  }
  return made.slice(0, lines).join("\n");
}

const text = /^\d+$/.test(given) ? sample() : readFileSync(given, "utf8");

/** One program that reads after every key: `incremental` as one file that changes, or each text as if it were the first. */
function typist(name, isFirst) {
  let last;
  let asked = 0;
  const reader = [];
  const editor = [];
  return {
    times: { reader, editor },
    key(version) {
      // Another name is another file: nothing is remembered of it.
      const source = { name: isFirst ? `${name}-${asked++}.py` : `${name}.py`, text: version };
      const begin = process.cpuUsage();
      const reading = format.read(source);
      reader.push(spent(begin));
      // What comes from another process is always new.
      const copy = deserialize(serialize(reading));
      const received = process.cpuUsage();
      const picture = paint(version, copy, { hints }, !isFirst && last ? { picture: last, changes: [] } : undefined);
      editor.push(spent(received));
      last = picture;
    },
  };
}

const spent = (begin) => {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
};

const typists = { incremental: typist("typed", false), "from scratch": typist("alone", true) };
const layers = format.read({ name: "whole.py", text }).models.reduce((sum, { nodes }) => sum + nodes.length, 0);
for (const { key } of Object.values(typists)) for (let i = 0; i < 3; i++) key(text);
for (const { times } of Object.values(typists)) times.reader.length = times.editor.length = 0;
let left = keys;
for (const version of keystrokes(text, 1)) {
  if (left-- === 0) break;
  // In turns, so that what slows the machine down slows both.
  for (const { key } of Object.values(typists)) key(version);
}
const at = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))];
console.log(`${lines} lines, ${layers} layers, ${keys} keystrokes; milliseconds of processor time, median and p95`);
for (const [name, { times }] of Object.entries(typists))
  for (const [part, all] of Object.entries(times))
    console.log(
      `${name.padEnd(13)} ${part.padEnd(7)} ${at(all, 0.5).toFixed(1).padStart(7)} ${at(all, 0.95).toFixed(1).padStart(7)}`,
    );

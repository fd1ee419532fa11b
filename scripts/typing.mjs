// Times reading while somebody types: `node scripts/typing.mjs [LINES | FILE] [KEYS]`. A file, or each of three kinds that are made of so
// many lines (many models, one large one, a script), is typed into at random places: numbers, words, half-written lines, new lines, what is deleted. After each key it is read
// and judged, as the file that it was before and as one that nobody has seen, in turns: in the reading process, and in the editor's own.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import { loadReader } from "./reader/load.mjs";
import { samples } from "./typing/samples.mjs";

// As `src/extension.ts` starts the reader.
const FLAGS = ["--max-semi-space-size=64", "--single-threaded-gc"];
if (!FLAGS.every((flag) => process.execArgv.includes(flag))) {
  const { status } = spawnSync(process.execPath, [...FLAGS, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

const given = process.argv[2] ?? "1000";
const keys = Number(process.argv[3] ?? 200);
const { formats, hints, keystrokes, paint, root } = await loadReader("typing.cjs");
const [format] = formats;

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

const texts = /^\d+$/.test(given) ? samples(Number(given), root) : { [given]: readFileSync(given, "utf8") };
const at = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))];
const shown = (ms) => ms.toFixed(1).padStart(7);
console.log(`${process.version}, ${keys} keystrokes each; milliseconds of processor time: median, p95, longest`);
for (const [kind, text] of Object.entries(texts)) {
  const typists = { incremental: typist(`typed ${kind}`, false), "from scratch": typist(`alone ${kind}`, true) };
  for (const { key } of Object.values(typists)) for (let i = 0; i < 3; i++) key(text);
  for (const { times } of Object.values(typists)) times.reader.length = times.editor.length = 0;
  let left = keys;
  for (const version of keystrokes(text, 1)) {
    if (left-- === 0) break;
    // In turns, so that what slows the machine down slows both.
    for (const { key } of Object.values(typists)) key(version);
  }
  const { models } = format.read({ name: `${kind}.py`, text });
  const layers = models.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const lines = text.split("\n").length;
  console.log(`${kind}: ${lines} lines, ${models.length} models of ${layers} layers`);
  for (const [name, { times }] of Object.entries(typists))
    for (const [part, all] of Object.entries(times))
      console.log(
        `  ${name.padEnd(13)} ${part.padEnd(7)} ${shown(at(all, 0.5))} ${shown(at(all, 0.95))} ${shown(at(all, 1))}`,
      );
}

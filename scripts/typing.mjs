// Times reading while somebody types: `node scripts/typing.mjs [LINES | FILE] [KEYS]`. A file, or each of three kinds that are made of so
// many lines (many models, one large one, a script), is typed into at random places: numbers, words, half-written lines, new lines, what is deleted. After each key it is read
// and judged, as the file that it was before and as one that nobody has seen, in turns: in a reading process, and in one that stands for
// the editor's own, as in the product. Some keys come before those that are timed, as somebody who types has typed before.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadReader } from "./reader/load.mjs";
import { samples } from "./typing/samples.mjs";

// As `src/extension.ts` starts the reader.
const READER_FLAGS = ["--max-old-space-size=1024", "--max-semi-space-size=64", "--single-threaded-gc"];

const KEYS_BEFORE = 30;

const given = process.argv[2] ?? "1000";
const keys = Number(process.argv[3] ?? 200);
const { formats, keystrokes, root } = await loadReader("typing.cjs");
const [format] = formats;

const program = join(dirname(fileURLToPath(import.meta.url)), "typing/typist.mjs");

async function start(part, kind) {
  const execArgv = part === "reader" ? READER_FLAGS : [];
  const child = fork(program, [part, kind], { execArgv, serialization: "advanced" });
  await once(child, "message");
  return child;
}

/** Reads after every key and judges what was read, and takes down how long both took. */
async function typist(kind) {
  const [reader, editor] = [await start("reader", kind), await start("editor", kind)];
  const ask = async (child, question) => {
    const answer = once(child, "message");
    child.send(question);
    return (await answer)[0];
  };
  return {
    times: { reader: [], editor: [] },
    async key(name, text) {
      const read = await ask(reader, { name, text });
      const judged = await ask(editor, { name, text, reading: read.answer });
      this.times.reader.push(read.ms);
      this.times.editor.push(judged.ms);
    },
    end() {
      reader.disconnect();
      editor.disconnect();
    },
  };
}

const texts = /^\d+$/.test(given) ? samples(Number(given), root) : { [given]: readFileSync(given, "utf8") };
const at = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))];
const shown = (ms) => ms.toFixed(1).padStart(7);
const typists = { incremental: await typist("known"), "from scratch": await typist("alone") };
console.log(
  `${process.version}, ${keys} keystrokes each; milliseconds of processor time of the thread that answers: median, p95, longest`,
);
for (const [kind, text] of Object.entries(texts)) {
  const type = async (count, seed) => {
    for (const one of Object.values(typists)) one.times = { reader: [], editor: [] };
    let left = count;
    for (const version of keystrokes(text, seed)) {
      if (left-- === 0) break;
      // In turns, so that what slows the machine down slows both.
      for (const one of Object.values(typists)) await one.key(kind, version);
    }
  };
  await type(KEYS_BEFORE, 2);
  await type(keys, 1);
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
for (const one of Object.values(typists)) one.end();

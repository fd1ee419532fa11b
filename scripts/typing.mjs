// Times reading while somebody types: `node scripts/typing.mjs [LINES | FILE]`. A file, or one made of so many lines that are nearly all
// models, is changed by one character at a time, at places all over it, and read and analysed again each time.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
const { formats, infer, root } = await loadReader();
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
const read = (version) => {
  const reading = format.read({ name: "typing.py", text: version });
  for (const graph of reading.models) infer(graph);
  return reading;
};
const { models } = read(text);
const times = [];
for (let i = 0; i < 200; i++) {
  const at = Math.floor((text.length * ((i * 61) % 200)) / 200);
  for (const version of [`${text.slice(0, at)}x${text.slice(at)}`, text]) {
    const before = process.cpuUsage();
    read(version);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
}
times.sort((a, b) => a - b);
const at = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))].toFixed(1);
const layers = models.reduce((sum, { nodes }) => sum + nodes.length, 0);
console.log(
  `${lines} lines, ${models.length} models, ${layers} layers: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms of processor time after a keystroke`,
);

// Plants bugs into a copy of the engine, one at a time, and says which the tests catch: `npm run plant -- [--list] [--only N[,N]]`. Takes
// some minutes; ends with 1 when one is missed. The bugs are in plant/bugs.mjs.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bugs } from "./plant/bugs.mjs";

const root = resolve(import.meta.dirname, "..");
const { values } = parseArgs({ options: { list: { type: "boolean" }, only: { type: "string" } } });

const places = ({ file, find }) => readFileSync(join(root, file), "utf8").split(find).length - 1;
const lost = bugs.filter((bug) => places(bug) !== 1);
for (const bug of lost) console.error(`${bug.file}: “${bug.find}” is there ${places(bug)} times instead of once`);
if (lost.length > 0) process.exit(2);

const numbered = bugs.map((bug, i) => ({ ...bug, number: i + 1 }));
const nameOf = ({ number, what, file }) => `${String(number).padStart(3)}  ${what.padEnd(56)} ${file}`;
if (values.list) {
  for (const bug of numbered) console.log(nameOf(bug));
  process.exit();
}
const only = values.only?.split(",").map(Number);
const chosen = numbered.filter(({ number }) => !only || only.includes(number));
if (chosen.length === 0) {
  console.error(`there is no bug ${values.only}: --list shows all`);
  process.exit(2);
}

const copy = mkdtempSync(join(realpathSync(tmpdir()), "batchwise-plant-"));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
const leftOut = new Set(["node_modules", ".git", "dist", "out"]);
cpSync(root, copy, { recursive: true, filter: (from) => relative(root, from) === "" || !leftOut.has(basename(from)) });
symlinkSync(realpathSync(join(root, "node_modules")), join(copy, "node_modules"), "junction");

/** Runs tests in the copy; the numbers of those that failed and passed, or undefined where none could be run. */
function run(tests) {
  const patterns = new Map();
  for (const [file, pattern] of tests) patterns.set(file, [...(patterns.get(file) ?? []), `(${pattern})`]);
  const results = [...patterns].map(([file, all]) => runFile(file, all.join("|")));
  if (results.includes(undefined)) return undefined;
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  return { failed: sum("failed"), passed: sum("passed") };
}

/** Each file with its own names: a wide pattern for one is not meant for the others. */
function runFile(file, names) {
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const { stderr } = spawnSync(
    process.execPath,
    [vitest, "run", file, "-t", names, "--reporter=json", `--outputFile=${report}`],
    { cwd: copy, encoding: "utf8" },
  );
  try {
    const { numFailedTests: failed, numPassedTests: passed } = JSON.parse(readFileSync(report, "utf8"));
    return failed + passed > 0 ? { failed, passed } : undefined;
  } catch {
    console.error(stderr);
    return undefined;
  }
}

/** What becomes of a bug: caught, missed, or a sentence where tests could not even begin. */
function plant({ file, find, replace, tests }) {
  const path = join(copy, file);
  const sound = readFileSync(path, "utf8");
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  );
  if (file.startsWith("src/kernels/")) rmSync(join(copy, "dist/kernels.wasm")); // which has them compiled
  const result = run(tests);
  writeFileSync(path, sound);
  // newer than the source again: other bugs need no compiling
  copyFileSync(join(copy, "sound.wasm"), join(copy, "dist/kernels.wasm"));
  if (!result) return "no test ran";
  return result.failed > 0 ? "caught" : "missed";
}

console.log("without a bug …");
const before = run(chosen.flatMap(({ tests }) => tests));
if (before?.failed !== 0) {
  console.error(before ? `${before.failed} tests fail without a bug` : "no test ran");
  process.exit(2);
}
copyFileSync(join(copy, "dist/kernels.wasm"), join(copy, "sound.wasm"));
console.log(`${before.passed} tests pass`);

let caught = 0;
for (const bug of chosen) {
  const result = plant(bug);
  console.log(`${result.padEnd(12)}${nameOf(bug)}`);
  if (result === "caught") caught++;
}
console.log(`${caught} of ${chosen.length} caught`);
process.exitCode = caught === chosen.length ? 0 : 1;

// Reads the architectures of keras.applications from Keras's own source, and compares every row with what Keras makes of them:
// `node scripts/applications.mjs KERAS [--only TEXT]`. KERAS is a folder or a git directory of keras-team/keras.
//
// The rows are those of test/fixtures/applications.json, as a digest of names, types, shapes and parameters. A call is written under the
// source of its function, so that nothing built into Batchwise helps.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadReader } from "./reader/load.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" } },
});
const inner = "keras/src/applications";

/** The folder that holds Keras's source, unpacked where it is a git directory; undefined when it is not there. */
function sourceOf(place) {
  if (place === undefined) return undefined;
  if (existsSync(join(place, inner))) return { folder: place, done: () => undefined };
  if (!existsSync(join(place, "HEAD"))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "applications-"));
  mkdirSync(folder, { recursive: true });
  const packed = execFileSync("git", ["--git-dir", place, "archive", "HEAD", inner], { maxBuffer: 1e9 });
  execFileSync("tar", ["x", "-C", folder], { input: packed });
  return { folder, done: () => rmSync(folder, { recursive: true }) };
}

const source = sourceOf(positionals[0]);
if (!source) {
  console.log(
    "applications: Keras's source is not there, so nothing was compared. Give its folder or its git directory.",
  );
  process.exit(0);
}
const { infer, formats, showShape, root } = await loadReader("applications.cjs");
const expected = JSON.parse(readFileSync(join(root, "test/fixtures/applications.json"), "utf8"));

/** The file of each function. */
const files = new Map();
for (const file of readdirSync(join(source.folder, inner)).filter((one) => one.endsWith(".py"))) {
  const text = readFileSync(join(source.folder, inner, file), "utf8");
  for (const [, name] of text.matchAll(/^def (\w+)\(/gm)) if (!files.has(name)) files.set(name, { file, text });
}

let wrong = 0;
let compared = 0;
for (const [call, { rows, total, trainable, sha256 }] of Object.entries(expected)) {
  const name = /\w+(?=\()/.exec(call)[0];
  const found = files.get(name);
  if (!found || !call.includes(options.only)) continue;
  compared++;
  const file = {
    name: join(source.folder, inner, found.file),
    text: `${found.text}\nmodel = ${call.slice(call.indexOf(name))}\n`,
  };
  const began = performance.now();
  const graph = formats
    .find((one) => one.matches(file))
    .read(file)
    .models.find((model) => model.name === "model");
  const said = [];
  if (!graph) said.push("it is not found");
  else {
    const { nodes, params, trainableParams } = infer(graph);
    const lines = nodes.map(
      ({ node, shape, params: own }) =>
        `${node.name} | ${node.type} | ${shape ? showShape(shape) : "?"} | ${typeof own === "number" ? own : "?"}`,
    );
    if (lines.length !== rows) said.push(`${lines.length} rows instead of ${rows}`);
    if (params !== total) said.push(`${JSON.stringify(params)} parameters instead of ${total}`);
    if (trainableParams !== trainable)
      said.push(`${JSON.stringify(trainableParams)} trainable instead of ${trainable}`);
    if (said.length === 0 && createHash("sha256").update(lines.join("\n")).digest("hex") !== sha256)
      said.push("the same totals, but another row");
  }
  if (said.length > 0) wrong++;
  console.log(`${call}: ${said.length > 0 ? said.join(", ") : "exact"} (${Math.round(performance.now() - began)} ms)`);
}
console.log(`${compared - wrong} of ${compared} calls exact from their own source`);
source.done();
process.exitCode = wrong > 0 ? 1 : 0;

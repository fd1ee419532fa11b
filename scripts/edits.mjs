// Tries edits on other people's models: `npm run edits -- FOLDER… [--seed 1] [--files 100] [--only TEXT] [--kind TEXT] [--each 1] [--seconds 280] [--list TEXT]`.
//
// At a node that the seed draws, for each kind of edit: the source after it must read as the graph after it, comments stay, lines that
// have nothing to do with it stay, and what is taken back gives the same bytes. What is refused is counted by its reason; `--list` shows the
// places whose kind, reason or fault contains the text. Fixes of hints are tried too: all of them.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadReader } from "./reader/load.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    files: { type: "string", default: "1000000" },
    only: { type: "string", default: "" },
    kind: { type: "string", default: "" },
    each: { type: "string", default: "1" },
    seconds: { type: "string", default: "1000000" },
    list: { type: "string" },
  },
});
const folders = positionals.length > 0 ? positionals.map((folder) => resolve(folder)) : ["examples"];
const reader = await loadReader();
const { formats, Refusal, infer, findings, hints, editKinds, expectedGraph, outline, applied, RandomStream } = reader;
const random = new RandomStream(Number(options.seed));
const draw = (list) => list[random.below(list.length)];

/** Comments of Python; in a notebook those of its cells. */
function commentsOf(name, text) {
  const python = name.endsWith(".ipynb")
    ? (JSON.parse(text).cells ?? []).map(({ source }) => [source].flat().join("")).join("\n")
    : text;
  return python.split("\n").flatMap((line) => /(?<=^|\s)#[^"']*$/.exec(line)?.[0] ?? []);
}

/** The edits that take others back, as an editor keeps them. */
function inverse(text, ordered) {
  let moved = 0;
  return ordered.map(({ span: { start, end }, text: part }) => {
    const at = start + moved;
    moved += part.length - (end - start);
    return { span: { start: at, end: at + part.length }, text: text.slice(start, end) };
  });
}

/** What is wrong with the text after an edit; undefined when nothing is. */
function faultOf({ format, name, text, graph }, edits, changes, keepsComments) {
  const ordered = [...changes].sort((a, b) => a.span.start - b.span.start);
  if (ordered.some(({ span }, i) => i > 0 && span.start < ordered[i - 1].span.end)) return "text edits overlap";
  const after = applied(text, changes);
  if (applied(after, inverse(text, ordered)) !== text) return "taken back, it is another text";
  if (name.endsWith(".ipynb")) JSON.parse(after);
  const found = format.read({ name, text: after }).models.find((model) => model.name === graph.name);
  if (!found) return "the model is gone";
  const expected = edits.reduce((made, edit) => made && expectedGraph(made, edit), graph);
  if (expected && outline(found) !== outline(expected)) return "another model than meant";
  if (keepsComments) {
    const kept = new Map();
    for (const comment of commentsOf(name, after)) kept.set(comment, (kept.get(comment) ?? 0) + 1);
    for (const comment of commentsOf(name, text)) {
      if ((kept.get(comment) ?? 0) === 0) return "a comment is gone";
      kept.set(comment, kept.get(comment) - 1);
    }
  }
  const lines = new Set(after.split("\n"));
  if (text.split("\n").filter((line) => !lines.has(line)).length > 12) return "many lines are others";
  return undefined;
}

const kinds = new Map();
const reasons = new Map();
const faults = [];
const until = Date.now() + 1000 * Number(options.seconds);
const bare = (reason) =>
  reason
    .replaceAll(/“[^”]*”/g, "“…”")
    .replace(/makes \d+ layers/, "makes … layers")
    .replace(/^\w+ (comes out|is not written here|stands before)/, "… $1");

function attempt(kind, file, edits) {
  const { format, name, text, graph } = file;
  if (!kind.includes(options.kind)) return;
  const count = kinds.get(kind) ?? { made: 0, refused: 0, wrong: 0 };
  kinds.set(kind, count);
  let said;
  try {
    const changes = format.edit({ name, text }, graph.name, edits);
    if (changes instanceof Refusal) {
      count.refused++;
      said = `${kind}: ${bare(changes.reason)}`;
      reasons.set(said, (reasons.get(said) ?? 0) + 1);
    } else {
      count.made++;
      said = faultOf(file, kind === "fix" ? [] : edits, changes, kind !== "remove" && kind !== "fix");
      if (kind === "fix" && said === "another model than meant") said = undefined;
    }
  } catch (error) {
    said = String(error instanceof Error ? error.stack : error);
  }
  const isRefusal = reasons.has(said);
  if (said !== undefined && !isRefusal) {
    count.wrong++;
    faults.push(`${name} ${graph.name} ${kind}: ${said}: ${JSON.stringify(edits)}`);
  }
  if (said !== undefined && options.list !== undefined && `${kind}: ${said}`.includes(options.list))
    console.log(`${name} ${graph.name} ${kind}: ${said} ${JSON.stringify(edits)}`);
}

/** Files in an order that the seed draws, so that a part of them is a sample of all. */
const files = folders
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
  .filter((name) => /\.(py|ipynb)$/.test(name) && name.includes(options.only))
  .map((name) => [name, random.uniform()])
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => name);
let read = 0;
let models = 0;
for (const name of files) {
  if (read >= Number(options.files) || Date.now() > until) break;
  const text = readFileSync(name, "utf8");
  const format = formats.find((one) => one.matches({ name, text }));
  const reading = text.length < 400_000 ? format?.read({ name, text }) : undefined;
  if (!reading || reading.models.length === 0) continue;
  read++;
  models += reading.models.length;
  const graph = draw(reading.models);
  const file = { format, name, text, graph };
  for (const [kind, all] of Object.entries(editKinds))
    for (let i = 0; i < Number(options.each); i++) {
      const written = graph.nodes.filter(({ implicit, type }) => implicit !== true && type !== "InputLayer");
      const fitting = written.filter((node) => all(graph, node).some((edits) => fits(graph, edits)));
      if (fitting.length === 0) break;
      const edits = all(graph, draw(fitting)).filter((one) => fits(graph, one));
      if (edits.length > 0) attempt(kind, file, draw(edits));
    }
  for (const one of reading.models)
    for (const { finding } of findings(infer(one), { hints }))
      for (const fix of [finding.fix ?? []].flat()) attempt("fix", { ...file, graph: one }, fix.edits);
}

function fits(graph, edits) {
  return edits.reduce((made, edit) => made && expectedGraph(made, edit), graph) !== undefined;
}

console.log(`${read} files, ${models} models, seed ${options.seed}`);
for (const [kind, { made, refused, wrong }] of kinds)
  console.log(
    `${kind.padEnd(24)}${String(made).padStart(6)} made ${String(refused).padStart(6)} refused ${String(wrong).padStart(6)} wrong`,
  );
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
  console.log(`${String(count).padStart(6)}  ${reason}`);
for (const fault of faults) console.log(`wrong: ${fault}`);
if (faults.length > 0) process.exitCode = 1;

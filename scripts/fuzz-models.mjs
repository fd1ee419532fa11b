// Reads spoiled files for a long time: `node scripts/fuzz-models.mjs [COUNT] [--seed N] [--minutes N] [DIR...]`. A seed stands for 1000
// texts: mutants of Python files, of notebooks and of models in JSON, and files as they are while somebody types. It goes on with the seed
// after the last one that was done (kept in `out/fuzz/models.json`) until so many texts were read in all, or the minutes are over. Tells,
// and writes beside, each text that throws, takes longer than a second of processor time, has a problem outside the text, cannot be
// edited, or is read in another way as the next version of a file than as a file that nobody has seen.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { loadReader } from "./reader/load.mjs";

/** More processor time than this for one text is a hang. */
const LONGEST_MS = 1000;
/** A text that does not come back is given up. */
const STUCK_MS = 120_000;
const TEXTS_OF_SEED = 1000;

let worker;
if (isMainThread) await run();
else await readSeeds(workerData);

async function run() {
  const { values, positionals } = parseArgs({
    options: { seed: { type: "string" }, minutes: { type: "string", default: "1000" } },
    allowPositionals: true,
  });
  const [wanted = "10000", ...folders] = positionals;
  const root = join(fileURLToPath(import.meta.url), "../..");
  const folder = join(root, "out/fuzz");
  const file = join(folder, "models.json");
  mkdirSync(folder, { recursive: true });
  const none = { texts: 0, nextSeed: 1, found: [], longestMs: 0 };
  const progress = existsSync(file) && values.seed === undefined ? JSON.parse(readFileSync(file, "utf8")) : none;
  if (values.seed !== undefined) progress.nextSeed = Number(values.seed);
  const end = Date.now() + Number(values.minutes) * 60_000;
  const save = () => writeFileSync(file, `${JSON.stringify(progress, undefined, 1)}\n`);
  const tell = ({ seed, number, wrong, text }) => {
    const name = `${seed}-${number}${/"cells"/.test(text) ? ".ipynb" : /^\s*\{/.test(text) ? ".json" : ".py"}`;
    writeFileSync(join(folder, name), text);
    progress.found.push({ name, wrong });
    console.log(`${join(folder, name)}: ${wrong}`);
  };
  while (progress.texts < Number(wanted) && Date.now() < end) {
    const seed = progress.nextSeed;
    const times = await readSeed({ seed, folders }, tell);
    progress.nextSeed = seed + 1;
    progress.texts += TEXTS_OF_SEED;
    progress.longestMs = Math.max(progress.longestMs, ...times);
    save();
    if (progress.texts % 10_000 === 0) console.log(`${progress.texts} read, up to seed ${seed}`);
  }
  worker?.postMessage("end");
  const { texts, nextSeed, found, longestMs } = progress;
  console.log(
    `${texts} texts of seeds up to ${nextSeed - 1}, ${found.length} with trouble, longest ${longestMs.toFixed(0)} ms of processor time`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
}

/** One seed in the worker, which is given up when a text does not come back. */
function readSeed(task, tell) {
  worker ??= new Worker(fileURLToPath(import.meta.url), { workerData: task.folders });
  const asked = worker;
  return new Promise((resolve) => {
    let last;
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void asked.terminate();
        lost(`did not come back within ${STUCK_MS / 1000} s`);
      }, STUCK_MS);
    };
    const lost = (wrong) => {
      worker = undefined;
      tell({ seed: task.seed, ...last, wrong });
      done([STUCK_MS]);
    };
    const failed = (error) => lost(String(error.stack ?? error));
    const heard = (message) => {
      wait();
      if (message.begun) last = message.begun;
      if (message.wrong) tell({ seed: task.seed, ...message });
      if (message.times) done(message.times);
    };
    const done = (times) => {
      clearTimeout(timer);
      asked.off("message", heard).off("error", failed);
      resolve(times);
    };
    asked.on("message", heard).on("error", failed);
    wait();
    asked.postMessage(task.seed);
  });
}

async function readSeeds(folders) {
  const product = await loadReader(`reader-${process.pid}.cjs`);
  const { root } = product;
  const texts = (places, ending) =>
    places.flatMap((folder) =>
      readdirSync(folder, { recursive: true })
        .filter((name) => name.endsWith(ending))
        .map((name) => readFileSync(join(folder, name), "utf8")),
    );
  const fixtures = join(root, "test/fixtures");
  const sources = texts(folders.length > 0 ? folders : [join(root, "examples"), join(fixtures, "keras")], ".py");
  const json = texts([join(fixtures, "kerasJson")], ".json");
  parentPort.on("message", (seed) => {
    if (seed === "end") {
      parentPort.close();
      return;
    }
    const times = [];
    let number = 0;
    for (const source of textsOf(product, { sources, json }, seed)) {
      number++;
      // What stops the worker for good is known by this.
      parentPort.postMessage({ begun: { number, text: source.text } });
      const { wrong, ms } = trouble(product, source, seed + number);
      times.push(ms);
      if (wrong !== undefined) parentPort.postMessage({ number, text: source.text, wrong });
    }
    parentPort.postMessage({ times });
  });
}

/** The texts of a seed: 450 mutants, 200 notebooks, 50 models in JSON, 300 versions of a file that is typed into. */
function* textsOf({ mutants, keystrokes, asNotebook }, { sources, json }, seed) {
  // Every other one is read as the next version of the one before, and the rest as files that nobody has seen.
  let alone = 0;
  const name = () => (alone++ % 2 === 0 ? `alone-${seed}-${alone}` : "mutant");
  for (const text of mutants(sources, 450, seed)) yield { name: `${name()}.py`, text };
  // Spoiled inside, and spoiled as JSON.
  for (const text of mutants(sources, 100, seed + 1_000_000)) yield { name: `${name()}.ipynb`, text: asNotebook(text) };
  const notebooks = sources.map(asNotebook);
  for (const text of mutants(notebooks, 100, seed + 2_000_000)) yield { name: `${name()}.ipynb`, text };
  for (const text of mutants(json, 50, seed + 3_000_000)) yield { name: "mutant.json", text };
  let left = 300;
  for (const text of keystrokes(sources[seed % sources.length], seed)) {
    if (left-- === 0) break;
    yield { name: `typed-${seed % 20}.py`, text, isCompared: left % 4 === 0 };
  }
}

/** What is wrong with reading a text, if anything, and how long it took. */
function trouble({ formats, infer, paint, hints, Refusal }, source, random) {
  const begin = process.cpuUsage();
  let wrong;
  try {
    const kinds = { py: 0, ipynb: 1, json: 2 };
    const format = formats.find((one) => one.matches(source)) ?? formats[kinds[source.name.split(".").at(-1)]];
    const reading = format.read(source);
    const { models, problems } = reading;
    const { problems: all } = paint(source.text, reading, { hints });
    const edits = models.flatMap(({ name, nodes }) =>
      nodes.map(({ id }) => ({ model: name, edit: { kind: "remove", node: id } })),
    );
    for (const { model, edit } of edits.length > 0 ? [edits[random % edits.length]] : []) {
      const answer = format.edit(source, model, [edit]);
      if (answer instanceof Refusal && answer.reason.startsWith("Batchwise could not follow"))
        wrong = `a mistake of ours in an edit: ${answer.reason}`;
    }
    const outside = problems.find(
      ({ span }) => span && (span.start < 0 || span.end < span.start || span.end > source.text.length),
    );
    if (outside) wrong = `a problem outside the text: ${JSON.stringify(outside)}`;
    const mistake = [...all, ...models.flatMap((graph) => infer(graph).problems)].find(
      ({ code }) => code === "could-not-follow",
    );
    if (mistake) wrong = `a mistake of ours: ${JSON.stringify(mistake)}`;
    if (source.isCompared) {
      const anew = format.read({ name: `anew-${random}.py`, text: source.text });
      if (JSON.stringify(anew) !== JSON.stringify(reading)) wrong = "read in another way as the next version of a file";
    }
  } catch (error) {
    wrong = error instanceof Error ? error.stack : String(error);
  }
  const { user, system } = process.cpuUsage(begin);
  const ms = (user + system) / 1000;
  return { wrong: wrong ?? (ms > LONGEST_MS ? `took ${ms.toFixed(0)} ms` : undefined), ms };
}

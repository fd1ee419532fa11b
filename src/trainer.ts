/** The training process: one job or one trial from its first message to its last. Ends when the program that started it lets go of it. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { Trouble } from "./base/trouble";
import { decoders } from "./engine/decoders";
import { diskFiles } from "./engine/files";
import { portToParent } from "./engine/fork";
import { compileAhead, kernelBytes } from "./engine/kernels";
import { checkClaim } from "./engine/proof";
import { rehearse } from "./engine/rehearsal";
import { startThreads } from "./engine/threads";
import { Training, type Environment } from "./engine/training";
import { Trial } from "./engine/trial";
import { server, type Server } from "./protocol/channel";
import type { TrainerCalls, TrainerEvents } from "./protocol/trainer";
import type { TrialCalls, TrialEvents } from "./protocol/trial";

/** Helping threads that wait with the process, which take some megabytes each; more are started with the job. */
const MOST_WAITING = 3;

/** Each holds a picture as large as they come, and a few read as fast as a disk gives. */
const MOST_DECODERS = 4;

const beside = (name: string): Buffer => readFileSync(join(__dirname, name));

/** Begun at once: data are read meanwhile, or nobody has asked for anything yet. */
const kernels = readFile(join(__dirname, "kernels.wasm")).then(compileAhead);
kernels.catch(() => undefined); // told to whoever needs them

const port = portToParent();
let training: Training | undefined;
let trial: Trial | undefined;
/** Whoever is started for a job is asked before the kernels are there, and whoever is not waits for one. */
let isWanted = false;
const rehearsal = kernels.then(async () => {
  if (isWanted) return;
  startThreads(Math.min(availableParallelism() - 1, MOST_WAITING));
  await rehearse({ files: diskFiles }, kernels, () => isWanted);
});
rehearsal.catch((error: unknown) => console.error(error)); // nobody waits for what it gives

const current = (): Training => {
  if (!training) throw new Trouble("No training has begun.");
  return training;
};

const currentTrial = (): Trial => {
  if (!trial) throw new Trouble("No trial has begun.");
  return trial;
};

function begin(fastMath = false): Environment {
  if (training ?? trial) throw new Trouble("This process trains another job.");
  isWanted = true;
  const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as { version: string };
  const images = decoders(Math.min(availableParallelism(), MOST_DECODERS));
  const kerasFolder = process.env["KERAS_HOME"] ?? join(homedir(), ".keras");
  const sklearnFolder = process.env["SCIKIT_LEARN_DATA"] ?? join(homedir(), "scikit_learn_data");
  const own = fastMath ? compileAhead(kernelBytes(beside, true)) : kernels;
  own.catch(() => undefined);
  return { tools: { files: diskFiles, images, kerasFolder, sklearnFolder }, kernels: own, version };
}

const events = server<TrainerCalls & TrialCalls, TrainerEvents & TrialEvents>(port, {
  async ready() {
    await rehearsal;
    return { memoryBytes: process.memoryUsage.rss(), peakBytes: process.resourceUsage().maxRSS * 1024 };
  },
  async start(job) {
    training = new Training(job, begin(job.fastMath), (name, data) =>
      (events as Server<TrainerEvents>).emit(name, data),
    );
    const { start, finish } = await training.begin();
    finish().catch((error: unknown) => events.emit("failed", { message: sentence(error) }));
    return start;
  },
  pause: () => current().pause(),
  resume: () => current().resume(),
  stop: () => (trial ?? current()).stop(),
  saveWeights: (file) => current().saveWeights(file),
  async measureTrial(job) {
    trial = new Trial(job, begin(), (name, data) => (events as Server<TrialEvents>).emit(name, data));
    return told(trial.measure());
  },
  runTrial: (budget) => told(currentTrial().run(budget)),
  checkClaim(before, after, claim) {
    isWanted = true;
    return told(kernels.then((compiled) => checkClaim(before, after, claim, compiled)));
  },
});

/** What fails in a call is told as its answer: a sentence. */
const told = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw new Error(sentence(error));
  });

/** Trouble speaks to the user; anything else is a bug, and its stack goes to the error output, which the parent keeps. */
function sentence(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  console.error(error);
  return `Something went wrong in the training process: ${error instanceof Error ? error.message : String(error)}`;
}

// When the editor goes away the run stops after its step, with a checkpoint, and the process ends.
port.onClose?.(() => {
  training?.stop();
  trial?.stop();
  setTimeout(() => process.exit(0), 4000).unref();
});

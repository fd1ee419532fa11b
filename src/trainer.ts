/** The training process: one job from its first message to its last. Ends when the program that started it lets go of it. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Trouble } from "./base/trouble";
import { imageCodecs } from "./data/images/codecs";
import { diskFiles } from "./engine/files";
import { portToParent } from "./engine/fork";
import { Training } from "./engine/training";
import { server } from "./protocol/channel";
import type { TrainerCalls, TrainerEvents } from "./protocol/trainer";

const beside = (name: string): Buffer => readFileSync(join(__dirname, name));

const port = portToParent();
let training: Training | undefined;

const current = (): Training => {
  if (!training) throw new Trouble("No training has begun.");
  return training;
};

const events = server<TrainerCalls, TrainerEvents>(port, {
  async start(job) {
    if (training) throw new Trouble("This process trains another job.");
    const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as { version: string };
    const codecs = imageCodecs({ jpeg: beside("mozjpeg_dec.wasm"), png: beside("squoosh_png_bg.wasm") });
    const kerasFolder = process.env["KERAS_HOME"] ?? join(homedir(), ".keras");
    const environment = { tools: { files: diskFiles, codecs, kerasFolder }, kernels: beside("kernels.wasm"), version };
    training = new Training(job, environment, (name, data) => events.emit(name, data));
    const { start, finish } = await training.begin();
    finish().catch((error: unknown) => events.emit("failed", { message: sentence(error) }));
    return start;
  },
  pause: () => current().pause(),
  resume: () => current().resume(),
  stop: () => current().stop(),
  saveWeights: (file) => current().saveWeights(file),
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
  setTimeout(() => process.exit(0), 4000).unref();
});

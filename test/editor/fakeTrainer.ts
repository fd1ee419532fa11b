/**
 * Stands in for the training process where its conversation is tested and not its numbers: a loss that falls, runs on disk, and deaths
 * on demand (the data `builtin:crash`).
 */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portToParent } from "../../src/engine/fork";
import type { EndReason, RunStart, StepReport, TrainingJob } from "../../src/model/job";
import { server } from "../../src/protocol/channel";
import { writeRunFile } from "../../src/protocol/runFile";
import { writeEvent, type RunEvent } from "../../src/protocol/runLog";
import type { TrainerCalls, TrainerEvents } from "../../src/protocol/trainer";

const STEPS = 20;
const STEP_MS = 15;

let job: TrainingJob | undefined;
let paused = false;
let done = 0;

const port = portToParent();
const panel = server<TrainerCalls, TrainerEvents>(port, {
  async start(asked) {
    job = asked;
    mkdirSync(job.out, { recursive: true });
    writeFileSync(join(job.out, "run.json"), writeRunFile({ format: 1, version: "test", startedAt: Date.now(), job }));
    panel.emit("preparing", { what: "Reading the data", done: 1, total: 2 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start: RunStart = {
      model: job.graph.name,
      params: 1234,
      stepsPerEpoch: STEPS,
      epochs: job.epochs,
      threads: 1,
      memoryBytes: 5e6,
      seed: job.seed,
      data: {
        source: job.data.source,
        train: 640,
        validation: 160,
        inputShape: [8, 8, 3],
        warnings: ["one was left out"],
      },
    };
    log({ event: "start", start });
    setTimeout(step, STEP_MS);
    return start;
  },
  pause: () => void (paused = true),
  resume: () => void (paused = false),
  stop: () => end("stopped"),
  saveWeights: (file) => writeFileSync(file, "weights"),
});
port.onClose?.(() => {
  if (job) save("stopped");
  process.exit(0);
});

function step(): void {
  setTimeout(step, STEP_MS);
  if (!job || paused) return;
  if (job.data.source === "builtin:crash" && done === 7) process.abort();
  done += 1;
  const epoch = Math.ceil(done / STEPS);
  const loss = 0.7 * Math.exp(-done / 30) + 0.05;
  const report: StepReport = {
    epoch,
    step: ((done - 1) % STEPS) + 1,
    loss,
    metrics: { accuracy: 1 - loss / 2 },
    stepMs: STEP_MS,
  };
  log({ event: "batch", report });
  const left = ((job.epochs * STEPS - done) * STEP_MS) / 1000;
  panel.emit("steps", { reports: [report], samplesPerSecond: 2000, memoryBytes: 6e6, secondsLeft: left });
  if (report.step < STEPS) return;
  const whole = {
    ...{ epoch, loss, metrics: report.metrics, seconds: (STEPS * STEP_MS) / 1000 },
    ...{ validationLoss: loss + 0.02, validationMetrics: { accuracy: 1 - loss / 2 - 0.01 } },
  };
  log({ event: "epoch", report: whole });
  panel.emit("epoch", whole);
  if (epoch === job.epochs) end("done");
}

function end(reason: EndReason): void {
  save(reason);
  panel.emit("ended", { reason, out: job?.out ?? "" });
  job = undefined;
}

function save(reason: EndReason): void {
  if (!job) return;
  writeFileSync(join(job.out, "checkpoint-1.npz"), "checkpoint");
  writeFileSync(join(job.out, "weights.npz"), "weights");
  log({ event: "end", reason, out: job.out });
}

function log(event: RunEvent): void {
  if (job) appendFileSync(join(job.out, "metrics.jsonl"), `${writeEvent(event)}\n`);
}

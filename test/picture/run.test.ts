import { expect, test } from "vitest";
import type { RunEvent } from "../../src/protocol/runLog";
import { trainingViewChecks, type RunStatus } from "../../src/protocol/trainingView";
import { RunPicture } from "../../src/picture/run";
import * as v from "valibot";

const start: RunEvent = {
  event: "start",
  start: {
    model: "model",
    params: 10,
    stepsPerEpoch: 2,
    epochs: 3,
    threads: 2,
    memoryBytes: 5000,
    seed: 1,
    data: { source: "builtin:shapes", train: 64, validation: 16, inputShape: [4], warnings: ["one file is damaged"] },
  },
};
const batch = (epoch: number, step: number, loss: number): RunEvent => ({
  event: "batch",
  report: { epoch, step, loss, metrics: { accuracy: 0.5 }, stepMs: 500 },
});
const epoch = (count: number): RunEvent => ({
  event: "epoch",
  report: { epoch: count, loss: 0.4, metrics: {}, validationLoss: 0.6, seconds: 4 },
});

function run(...events: RunEvent[]): RunPicture {
  const picture = new RunPicture("run-1", 3, ["The optimizer is adam."]);
  for (const event of events) picture.add(event);
  return picture;
}
function statusOf(picture: RunPicture): RunStatus {
  const status = picture.status(["trainAgain"]);
  expect(v.is(trainingViewChecks.events.status, status)).toBe(true);
  return status;
}

test("before the first step it says what is being prepared", () => {
  const picture = run();
  picture.preparing = { what: "Reading", done: 1, total: 2 };
  expect(statusOf(picture)).toEqual({
    run: "run-1",
    state: "preparing",
    preparing: { what: "Reading", done: 1, total: 2 },
  });
});

test("while it goes on it tells where it stands, with the time of epochs that are over and of steps", () => {
  const picture = run(start, batch(1, 1, 0.9), batch(1, 2, 0.8), epoch(1), batch(2, 1, 0.7));
  picture.pace = { samplesPerSecond: 64, memoryBytes: 6000, secondsLeft: 9 };
  const status = statusOf(picture);
  expect(status.state).toBe("running");
  expect(status.progress).toEqual({
    epoch: 2,
    epochs: 3,
    step: 1,
    stepsPerEpoch: 2,
    seconds: 4.5,
    secondsLeft: 9,
    samplesPerSecond: 64,
    memoryBytes: 6000,
  });
  expect(status.facts?.warnings).toEqual(["The optimizer is adam.", "one file is damaged"]);
  expect(status.outcome).toBeUndefined();
  expect(picture.loss).toBe(0.7);
});

test("what was wrong with it is known when it is over", () => {
  const adam = { class_name: "Adam", config: {} };
  const broken = (cause?: "data" | "growth"): RunEvent => ({
    event: "end",
    reason: "nan",
    out: "/runs/1",
    ...(cause && { cause }),
  });
  const blown = [start, batch(1, 1, 1), batch(1, 2, 500)];
  expect(run(start, batch(1, 1, 0.9), broken("growth")).setback(adam)).toBe("broken");
  expect(run(start, batch(1, 1, 0.9), broken("data")).setback(adam)).toBeUndefined();
  // a log of before causes were told
  expect(run(start, batch(1, 1, 0.9), broken()).setback(adam)).toBeUndefined();
  expect(run(...blown).setback(adam)).toBeUndefined();
  expect(run(...blown, { event: "end", reason: "stopped", out: "/runs/1" }).setback(adam)).toBe("grown");
  expect(run(...blown, { event: "error", message: "no room" }).setback(adam)).toBeUndefined();
});

test.each(["done", "stopped", "early-stopping", "nan"] as const)(
  "after its end (%s) it says what can be done",
  (reason) => {
    const status = statusOf(
      run(start, batch(1, 1, 0.9), { event: "end", reason, out: "/runs/1", message: "Because." }),
    );
    expect(status.state).toBe(reason);
    expect(status.outcome).toEqual({ message: "Because.", actions: ["trainAgain"] });
    expect(status.progress?.secondsLeft).toBeUndefined();
  },
);

test("a run that never began has failed with a message", () => {
  const status = statusOf(run({ event: "error", message: "no data" }));
  expect(status).toEqual({ run: "run-1", state: "failed", outcome: { message: "no data", actions: ["trainAgain"] } });
});

test("its numbers are curves by step and by epoch", () => {
  const curves = run(start, batch(1, 1, 0.9), batch(1, 2, 0.8), epoch(1)).curves.snapshot(100, 0);
  const lines = curves.map(({ metric, part, by, x }) => [metric, part, by, [...x]]);
  expect(lines).toContainEqual(["loss", "train", "step", [1, 2]]);
  expect(lines).toContainEqual(["loss", "validation", "epoch", [1]]);
  expect(lines).toContainEqual(["loss", "validation", "step", [2]]);
});

import { expect, test } from "vitest";
import { continued, readEvent, readLog, writeEvent, type RunEvent } from "../../src/protocol/runLog";

const events: readonly RunEvent[] = [
  {
    event: "start",
    start: {
      model: "model",
      params: 12,
      stepsPerEpoch: 3,
      epochs: 2,
      threads: 1,
      memoryBytes: 1000,
      seed: 7,
      data: {
        source: "builtin:shapes",
        train: 90,
        validation: 10,
        inputShape: [8, 8, 3],
        classes: ["a", "b"],
        warnings: [],
      },
      notes: ["a callback is left out"],
    },
  },
  { event: "batch", report: { epoch: 1, step: 1, loss: 0.5, metrics: { accuracy: 0.25 }, stepMs: 4 } },
  { event: "epoch", report: { epoch: 1, loss: 0.5, metrics: {}, seconds: 1.5 } },
  {
    event: "epoch",
    report: {
      epoch: 2,
      loss: NaN,
      metrics: { accuracy: 0.5 },
      validationLoss: 0.75,
      validationMetrics: { accuracy: 1 },
      seconds: 2,
    },
  },
  { event: "note", note: { epoch: 2, message: "another learning rate" } },
  { event: "end", reason: "nan", out: "/runs/1", message: "the loss is not a number", cause: "growth" },
  { event: "error", message: "no room" },
];

test.each(events.map((event) => [event.event, event] as const))("%s is read as it was written", (_, event) => {
  expect(readEvent(writeEvent(event))).toEqual(event);
});

test("the names are those of the command line", () => {
  expect(JSON.parse(writeEvent(events[0]!))).toMatchObject({ event: "start", steps_per_epoch: 3, memory_bytes: 1000 });
  expect(JSON.parse(writeEvent(events[1]!))).toMatchObject({ event: "batch", step_ms: 4 });
  expect(JSON.parse(writeEvent(events[3]!))).toMatchObject({
    loss: null,
    val_loss: 0.75,
    val_metrics: { accuracy: 1 },
  });
});

test("a torn or damaged line costs that line alone", () => {
  const lines = events.map(writeEvent);
  const text = [
    lines[0],
    lines[1]!.slice(0, 20),
    lines[2],
    '{"event":"batch","epoch":"x"}',
    "",
    lines[3]!.slice(0, -1),
  ].join("\n");
  const { events: read, dropped } = readLog(text);
  expect(read).toEqual([events[0], events[2]]);
  expect(dropped).toBe(3);
});

test("a run that went on from a checkpoint has every step once", () => {
  const batch = (epoch: number, step: number, loss: number): RunEvent => ({
    event: "batch",
    report: { epoch, step, loss, metrics: {}, stepMs: 1 },
  });
  const epoch = (count: number): RunEvent => ({
    event: "epoch",
    report: { epoch: count, loss: 1, metrics: {}, seconds: 1 },
  });
  const [start] = events as [RunEvent];
  const end: RunEvent = { event: "end", reason: "stopped", out: "" };
  const again = [batch(2, 1, 0.7), batch(2, 2, 0.6), epoch(2), end];
  const first = [start, batch(1, 1, 0.9), epoch(1)];
  expect(continued([...first, batch(2, 1, 0.8), batch(2, 2, 0.8), epoch(2), end, start, ...again])).toEqual([
    ...first,
    start,
    ...again,
  ]);
  expect(continued([...first, end])).toEqual([...first, end]);
});

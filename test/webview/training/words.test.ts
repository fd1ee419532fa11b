import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { trainingTexts } from "../../../src/protocol/trainingTexts";
import { trainingViewChecks } from "../../../src/protocol/trainingView";
import { Formats } from "../../../webview/training/formats";
import { RunSeries } from "../../../webview/training/series";
import { firstState, trainingState } from "../../../webview/training/state";
import { runSentence } from "../../../webview/training/summary";
import { brokenRun, doneRun, failedRun, preparingRun, runningRun } from "../runs";

const formats = new Formats(trainingTexts, "en");

describe("numbers", () => {
  test.each([
    [0.123456, "0.1235"],
    [0.99999, "1"],
    [12.3456, "12.35"],
    [0, "0"],
    [0.00001, "1e-5"],
    [1234567, "1.235e+6"],
    [NaN, "NaN"],
    [Infinity, "∞"],
  ])("the value %s", (value, said) => expect(formats.value(value)).toBe(said));

  test.each([
    [0, "0 s"],
    [59.6, "1 min 0 s"],
    [125, "2 min 5 s"],
    [3600 * 5 + 60 * 7, "5 h 7 min"],
  ])("%s seconds", (seconds, said) => expect(formats.duration(seconds)).toBe(said));

  test("rates and sizes", () => {
    expect(formats.rate(103.4)).toBe("103");
    expect(formats.rate(3.456)).toBe("3.46");
    expect(formats.bytes(846e6)).toBe("846 MB");
    expect(formats.bytes(3.4e9)).toBe("3.4 GB");
    expect(formats.epochs(1)).toBe("1 epoch");
    expect(formats.startedAt(NaN)).toBe("");
  });
});

describe("what a screen reader says of a run", () => {
  const { status, curves } = runningRun();
  const series = new RunSeries(curves.snapshot(500, 0), 0, 500);

  test("where it stands", () => {
    const { sentence, loss } = runSentence(status, series, undefined, formats);
    expect(sentence).toMatch(/^Epoch 8 of 20, loss 0\.\d+, validation 0\.\d+, accuracy 0\.\d+, validation 0\.\d+$/);
    expect(loss).toBeGreaterThan(0);
  });

  test("and how the loss has changed since", () => {
    const { loss } = runSentence(status, series, undefined, formats);
    expect(runSentence(status, series, loss! / 0.92, formats).sentence).toMatch(/, down 8 percent$/);
    expect(runSentence(status, series, loss! / 1.5, formats).sentence).toMatch(/, up 50 percent$/);
    expect(runSentence(status, series, loss, formats).sentence).toMatch(/, unchanged$/);
  });

  test("that it has ended", () => {
    expect(runSentence(doneRun().status, undefined, undefined, formats).sentence).toBe("Done, Epoch 20 of 20");
  });
});

describe("messages", () => {
  for (const make of [runningRun, doneRun, brokenRun, failedRun, preparingRun])
    test(`${make.name}: status, points and snapshot pass`, () => {
      const { status, curves } = make();
      const { events, calls } = trainingViewChecks;
      expect(v.is(events.status, structuredClone(status))).toBe(true);
      const added = curves.since(new Map());
      expect(v.is(events.points, structuredClone({ run: status.run, added }))).toBe(true);
      const snapshot = [{ status, curves: curves.snapshot(100, 0.5) }];
      expect(v.is(calls.snapshot.result, structuredClone(snapshot))).toBe(true);
    });

  test("what is no request, status or line does not pass", () => {
    const { events, calls } = trainingViewChecks;
    const request = { runs: ["a"], points: 100, smoothing: 0.5 };
    expect(v.is(calls.snapshot.args, [request])).toBe(true);
    for (const other of [
      { ...request, points: 1e9 },
      { ...request, points: 1.5 },
      { ...request, smoothing: 1 },
      { ...request, smoothing: NaN },
      { ...request, runs: Array.from({ length: 101 }, () => "a") },
      { ...request, path: "/" },
    ])
      expect(v.is(calls.snapshot.args, [other])).toBe(false);
    expect(v.is(calls.act.args, ["run", "deleteEverything"])).toBe(false);
    const line = { metric: "loss", part: "train", by: "step", start: 0 };
    const points = (x: unknown, y: unknown): unknown => ({ run: "a", added: [{ ...line, x, y }] });
    expect(v.is(events.points, points(new Float32Array(3), new Float32Array(3)))).toBe(true);
    expect(v.is(events.points, points(new Float32Array(3), new Float32Array(2)))).toBe(false);
    expect(v.is(events.points, points([1], [1]))).toBe(false);
  });

  test("kept state of another shape is forgotten", () => {
    expect(v.is(trainingState, firstState)).toBe(true);
    for (const other of [
      { ...firstState, smoothing: 2 },
      { ...firstState, by: "hour" },
      { ...firstState, version: 0 },
      [],
    ])
      expect(v.is(trainingState, other)).toBe(false);
  });
});

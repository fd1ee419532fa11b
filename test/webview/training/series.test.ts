import { describe, expect, test } from "vitest";
import { RunCurves } from "../../../src/protocol/curves";
import { tabulate } from "../../../webview/training/rows";
import { nearest, RunSeries } from "../../../webview/training/series";
import { doneRun, runningRun } from "../runs";

const step = (curves: RunCurves, at: number): void =>
  curves.addStep({ epoch: 1, step: at, loss: Math.sin(at) + 2, metrics: {}, stepMs: 1 }, 1000);

describe("the lines of a run", () => {
  test("snapshot and what came after give the same line as a later snapshot, smoothed too", () => {
    const curves = new RunCurves();
    for (let at = 1; at <= 50; at++) step(curves, at);
    const series = new RunSeries(curves.snapshot(200, 0.9), 0.9, 200);
    let heard = curves.heard();
    for (let at = 51; at <= 100; at++) {
      step(curves, at);
      if (at % 7 === 0 || at === 100) {
        expect(series.add(curves.since(heard))).toBe(true);
        heard = curves.heard();
      }
    }
    const line = series.line({ metric: "loss", part: "train", by: "step" })!;
    const later = curves.snapshot(200, 0.9)[0]!;
    expect(line.x).toEqual([...later.x]);
    expect(line.y).toEqual([...later.y]);
    line.smooth.forEach((value, index) => expect(value).toBeCloseTo(later.smooth[index]!, 5));
  });

  test("points that are known already are not drawn twice", () => {
    const curves = new RunCurves();
    for (let at = 1; at <= 5; at++) step(curves, at);
    const heard = curves.heard();
    for (let at = 6; at <= 8; at++) step(curves, at);
    const series = new RunSeries(curves.snapshot(100, 0), 0, 100);
    expect(series.add(curves.since(heard))).toBe(true);
    expect(series.line({ metric: "loss", part: "train", by: "step" })!.x).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("a gap, and too many points, ask for a new snapshot", () => {
    const curves = new RunCurves();
    step(curves, 1);
    const series = new RunSeries(curves.snapshot(10, 0), 0, 10);
    step(curves, 2);
    const heard = curves.heard();
    step(curves, 3);
    expect(series.add(curves.since(heard))).toBe(false);
    const again = new RunSeries(curves.snapshot(10, 0), 0, 10);
    const before = curves.heard();
    for (let at = 4; at <= 40; at++) step(curves, at);
    expect(again.add(curves.since(before))).toBe(false);
  });

  test("the first numbers of a run may come before any snapshot has some", () => {
    const curves = new RunCurves();
    const series = new RunSeries([], 0.5, 10);
    const heard = curves.heard();
    step(curves, 1);
    expect(series.add(curves.since(heard))).toBe(true);
    expect(series.metrics()).toEqual(["loss"]);
  });
});

test("the nearest point is found", () => {
  expect([0, 1.4, 1.6, 9].map((at) => nearest([1, 2, 5], at))).toEqual([0, 0, 1, 2]);
  expect(nearest([], 1)).toBe(-1);
});

describe("the table", () => {
  const seriesOf = ({ curves }: { readonly curves: RunCurves }): RunSeries =>
    new RunSeries(curves.snapshot(20_000, 0), 0, 20_000);

  test("holds every epoch of every run, with gaps where a run has none", () => {
    const runs = new Map([
      ["run 2", seriesOf(doneRun())],
      ["run 3", seriesOf(runningRun())],
    ]);
    const { columns, rows } = tabulate(runs, "epoch", 1000);
    expect(columns.map(({ run, metric, part }) => `${run} ${metric} ${part}`)).toEqual([
      "run 2 loss train",
      "run 2 loss validation",
      "run 2 accuracy train",
      "run 2 accuracy validation",
      "run 3 loss train",
      "run 3 loss validation",
      "run 3 accuracy train",
      "run 3 accuracy validation",
    ]);
    expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(rows[6]!.values.every((value) => value !== undefined)).toBe(true);
    expect(rows[7]!.values.slice(4)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("holds the same numbers as the chart, the last ones when there are too many", () => {
    const series = seriesOf(runningRun());
    const line = series.line({ metric: "loss", part: "train", by: "step" })!;
    const { rows } = tabulate(new Map([["run 3", series]]), "step", 100);
    expect(rows).toHaveLength(100);
    expect(rows.map(({ values }) => values[0])).toEqual(line.y.slice(-100));
  });
});

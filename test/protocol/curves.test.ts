import { expect, test } from "vitest";
import { RunCurves, type Curve } from "../../src/protocol/curves";

const recorded = (steps: number): RunCurves => {
  const curves = new RunCurves();
  for (let step = 1; step <= steps; step++)
    curves.addStep({ epoch: 1, step, loss: 1 / step, metrics: { accuracy: step / steps }, stepMs: 1 }, steps);
  return curves;
};
const named = (curves: readonly Curve[], metric: string, part: string, by: string): Curve =>
  curves.find((curve) => curve.metric === metric && curve.part === part && curve.by === by)!;

test("a snapshot holds every line in at most so many points, ends included", () => {
  const loss = named(recorded(5000).snapshot(100, 0), "loss", "train", "step");
  expect(loss.x).toHaveLength(100);
  expect(loss.count).toBe(5000);
  expect([loss.x[0], loss.x.at(-1)]).toEqual([1, 5000]);
  expect(loss.y[0]).toBe(1);
  expect(loss.smooth).toEqual(loss.y);
});

test("what a listener hears after a snapshot is exactly what came after it", () => {
  const curves = recorded(3);
  const heard = curves.heard();
  expect(curves.since(heard)).toEqual([]);
  curves.addStep({ epoch: 2, step: 1, loss: 0.25, metrics: { accuracy: 1 }, stepMs: 1 }, 3);
  curves.addEpoch({ epoch: 1, loss: 0.5, metrics: {}, validationLoss: 0.75, validationMetrics: {}, seconds: 1 }, 3);
  const added = curves.since(heard);
  expect(added.map(({ metric, part, by, start }) => `${metric} ${part} ${by} ${start}`)).toEqual([
    "loss train step 3",
    "accuracy train step 3",
    "loss train epoch 0",
    "loss validation epoch 0",
    "loss validation step 0",
  ]);
  expect([...added[0]!.x]).toEqual([4]);
  expect([...added[4]!.x]).toEqual([3]);
  expect([...added[4]!.y]).toEqual([0.75]);
});

test("smoothing sees all points, not only those that are drawn", () => {
  const curves = new RunCurves();
  for (let step = 1; step <= 4000; step++)
    curves.addStep({ epoch: 1, step, loss: step % 2 === 0 ? 1 : 3, metrics: {}, stepMs: 1 }, 4000);
  const { smooth } = named(curves.snapshot(50, 0.98), "loss", "train", "step");
  expect(smooth.at(-1)).toBeCloseTo(2, 1);
});

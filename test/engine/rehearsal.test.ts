import { afterEach, expect, test, vi } from "vitest";
import { diskFiles } from "../../src/engine/files";
import { Learner, type Outputs } from "../../src/engine/learner";
import { rehearse } from "../../src/engine/rehearsal";
import { kernels } from "../support/run";

const step = vi.spyOn(Learner.prototype, "step");
afterEach(() => void step.mockClear());

const rehearseUntil = (isWanted: () => boolean): Promise<void> =>
  rehearse({ files: diskFiles }, Promise.resolve(kernels), isWanted);

test("a rehearsal trains two models", async () => {
  await rehearseUntil(() => false);
  const losses = step.mock.results.map(({ value }) => (value as Outputs)[0]!);
  expect(losses).toHaveLength(4);
  expect(losses.every((loss) => loss > 0 && loss < 10)).toBe(true);
});

test("a rehearsal ends when something real is wanted", async () => {
  await rehearseUntil(() => true);
  expect(step).not.toHaveBeenCalled();
  await rehearseUntil(() => step.mock.calls.length > 0);
  expect(step).toHaveBeenCalledTimes(1);
});

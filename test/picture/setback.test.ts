/** What a run's numbers say is wrong with it. */
import { expect, test } from "vitest";
import type { KerasObject } from "../../src/model/literal";
import { setbackOf, type RunNumbers } from "../../src/picture/setback";

const adam = (learning_rate?: number): KerasObject => ({
  class_name: "Adam",
  config: learning_rate === undefined ? {} : { learning_rate },
});
const run = (more: Partial<Omit<RunNumbers, "steps">> & { readonly losses?: readonly number[] }): RunNumbers => {
  const { losses = [], ...rest } = more;
  return { steps: { x: losses.map((_, i) => i + 1), y: losses }, epochs: [], optimizer: adam(), ...rest };
};
const flat = (count: number): readonly number[] => Array<number>(count).fill(2.3);

test.each([
  ["values that grew out of range", run({ cause: "growth" }), "broken"],
  ["data that are no numbers", run({ cause: "data" }), undefined],
  ["a loss that is none of outputs that are numbers", run({ cause: "loss" }), undefined],
  ["a loss that grows a hundredfold in a few steps", run({ losses: [1, 0.9, 1.5, 20, 900] }), "grown"],
  ["one that comes back afterwards", run({ losses: [1, 300, 2, 1, 0.5], epochs: [60] }), "grown"],
  ["one that takes longer to grow", run({ losses: Array.from({ length: 400 }, (_, i) => 1.02 ** i) }), undefined],
  ["one that was nearly none before", run({ losses: [2.3, 0.001, 0.001, 1.9] }), undefined],
  ["one that stays as it is", run({ epochs: flat(6) }), "slow"],
  ["one that falls a little", run({ epochs: [2.3, 2.29, 2.28, 2.27, 2.265, 2.26] }), "slow"],
  ["one that falls", run({ epochs: [2.3, 2.2, 2.1, 2, 1.9, 1.8] }), undefined],
  ["too few epochs", run({ epochs: flat(5) }), undefined],
  [
    "one that was there after the first epoch",
    run({ losses: [2.3, 1, 0.4], epochs: Array<number>(6).fill(0.3) }),
    undefined,
  ],
  ["a rate that is meant to be small", run({ epochs: flat(6), optimizer: adam(1e-5) }), undefined],
  [
    "a rate that changes",
    run({
      epochs: flat(6),
      optimizer: { class_name: "Adam", config: { learning_rate: { class_name: "ExponentialDecay", config: {} } } },
    }),
    undefined,
  ],
  ["a usual rate that is written", run({ epochs: flat(6), optimizer: adam(1e-3) }), "slow"],
  ["no numbers at all", run({}), undefined],
] as const)("%s", (_, numbers, expected) => {
  expect(setbackOf(numbers)).toBe(expected);
});

/** Training and test data from one: `train_test_split`. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { streamFor } from "./making";
import { numberIn, textIn, type Operation } from "./operation";
import { countOf, samplesAt } from "./selecting";
import { asRows, type Rows } from "./value";

/** One side of `train_test_split`: of the data, and of the labels when it is stratified. */
export const split: Operation = {
  name: "split",
  run(given) {
    const [value, strata] = given.of;
    const { settings } = given;
    if (!value) throw new Trouble("There is nothing to split.");
    const count = countOf(value);
    const [train, test] = sizesOf(count, numberIn(settings, "test"), numberIn(settings, "train"));
    if (train <= 0 || test <= 0) throw new Trouble(`Of ${count} samples, a split leaves one side without any.`);
    const isTest = textIn(settings, "side") === "test";
    if (settings["shuffle"] === false) {
      const start = isTest ? train : 0;
      return samplesAt(
        value,
        Float64Array.from({ length: isTest ? test : train }, (_, i) => start + i),
      );
    }
    given.context.note(
      "train_test_split draws its own random order: the parts are as large as scikit-learn's, and hold other samples.",
    );
    const order = streamFor(given).permutation(count);
    const groups = strata ? byClass(asRows(strata, "stratify"), order) : [order];
    const places: number[] = [];
    // The larger remainders give one more, so that the sizes are right in all.
    const wanted = groups.map((group) => (group.length * test) / (train + test));
    const taken = wanted.map(Math.floor);
    const order2 = wanted.map((_, i) => i).sort((a, b) => wanted[b]! - taken[b]! - (wanted[a]! - taken[a]!));
    let rest = test - taken.reduce((sum, one) => sum + one, 0);
    for (const i of order2) if (rest-- > 0) taken[i]!++;
    for (const [i, group] of groups.entries())
      places.push(
        ...(isTest
          ? group.slice(0, taken[i])
          : group.slice(taken[i], taken[i]! + Math.round((group.length * train) / Math.max(1, count - test)))),
      );
    const mixed = strata
      ? Float64Array.from(streamFor(given).permutation(places.length), (i) => places[i]!)
      : Float64Array.from(places);
    return samplesAt(value, mixed);
  },
};

/** As scikit-learn rounds: up for the test part, down for the training part. */
function sizesOf(
  count: number,
  test: number | undefined,
  train: number | undefined,
): readonly [train: number, test: number] {
  const size = (part: number, round: (value: number) => number): number => (part < 1 ? round(part * count) : part);
  if (test === undefined && train === undefined) return [count - Math.ceil(count * 0.25), Math.ceil(count * 0.25)];
  if (test === undefined) {
    const kept = size(train!, Math.floor);
    return [kept, count - kept];
  }
  const taken = size(test, Math.ceil);
  return [train === undefined ? count - taken : size(train, Math.floor), taken];
}

function byClass(labels: Rows, order: Uint32Array): readonly Uint32Array[] {
  const groups = new Map<unknown, number[]>();
  const width = product(labels.shape.slice(1));
  for (const place of order) {
    const label =
      width === 1
        ? labels.data[place]
        : Array.from(labels.data.slice(place * width, (place + 1) * width) as ArrayLike<unknown>).join();
    const group = groups.get(label);
    if (group) group.push(place);
    else groups.set(label, [place]);
  }
  return [...groups.values()].map((group) => Uint32Array.from(group));
}

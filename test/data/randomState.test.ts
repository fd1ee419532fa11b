/** Orders as NumPy draws them. The numbers are those of NumPy 2.4: `np.random.RandomState(seed).permutation(count)`. */
import { expect, test } from "vitest";
import { placesFor } from "../../src/data/recipe/folder";
import { RandomState } from "../../src/data/recipe/randomState";

test("one order after the other", () => {
  const state = new RandomState(0);
  expect([...state.permutation(5)]).toEqual([2, 0, 1, 3, 4]);
  expect([...state.permutation(3)]).toEqual([0, 2, 1]);
});

test("an order that takes the generator round many times, from the largest seed", () => {
  const order = new RandomState(2 ** 32 - 1).permutation(100_000);
  expect([...order.subarray(0, 5)]).toEqual([85117, 19600, 4648, 56853, 35772]);
  expect(order.reduce((sum, place, i) => sum + ((place * i) % 9973), 0)).toBe(499_047_498);
});

/** `image_dataset_from_directory(…, validation_split=0.25, seed=123)` of 12 images. */
test("the images that Keras takes for validation", () => {
  const taken = (settings: object): number[] => [
    ...placesFor(12, () => [0, 12], { split: 0.25, seed: 123, ...settings }),
  ];
  const order = [5, 0, 4, 9, 8, 7, 10, 3, 1, 6, 11, 2];
  expect(taken({ subset: "training" })).toEqual(order.slice(0, 9));
  expect(taken({ subset: "validation" })).toEqual(order.slice(9));
  expect(taken({ subset: "validation", ordered: true })).toEqual([9, 10, 11]);
  expect(taken({})).toHaveLength(12);
});

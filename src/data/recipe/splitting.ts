/** Training and test data from one: `train_test_split`. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { numberIn, textIn, type Operation } from "./operation";
import { ordersFor, type Orders } from "./randomState";
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
    const orders = ordersFor(
      given,
      "train_test_split draws its own random order: the parts are as large as scikit-learn's, and hold other samples.",
    );
    const sides = strata
      ? stratified(asRows(strata, "stratify"), train, test, orders)
      : plain(count, train, test, orders);
    return samplesAt(value, sides[isTest ? "test" : "train"]);
  },
};

interface Sides {
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

function plain(count: number, train: number, test: number, orders: Orders): Sides {
  const order = orders.permutation(count);
  return { test: order.subarray(0, test), train: order.subarray(test, test + train) };
}

/** As many of each class on both sides: `StratifiedShuffleSplit`, draw for draw. */
function stratified(labels: Rows, train: number, test: number, orders: Orders): Sides {
  const classes = byClass(labels);
  const forTrain = shares(
    classes.map(({ length }) => length),
    train,
    orders,
  );
  const forTest = shares(
    classes.map(({ length }, i) => length - forTrain[i]!),
    test,
    orders,
  );
  const sides: { train: number[]; test: number[] } = { train: [], test: [] };
  for (const [i, places] of classes.entries()) {
    const order = Array.from(orders.permutation(places.length), (at) => places[at]!);
    sides.train.push(...order.slice(0, forTrain[i]));
    sides.test.push(...order.slice(forTrain[i], forTrain[i]! + forTest[i]!));
  }
  const mixed = (places: readonly number[]): number[] =>
    Array.from(orders.permutation(places.length), (at) => places[at]!);
  return { train: mixed(sides.train), test: mixed(sides.test) };
}

/** How many of each class make so many in all: the largest remainders give one more, and of equal ones some are drawn. */
function shares(counts: readonly number[], wanted: number, orders: Orders): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / all) * wanted);
  const taken = exact.map(Math.floor);
  let rest = Math.trunc(wanted - taken.reduce((sum, one) => sum + one, 0));
  const remainders = exact.map((value, i) => value - taken[i]!);
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (rest <= 0) break;
    const equal = [...remainders.keys()].filter((i) => remainders[i] === remainder);
    const order = orders.permutation(equal.length).subarray(0, rest);
    for (const at of order) taken[equal[at]!]!++;
    rest -= order.length;
  }
  return taken;
}

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

/** The places of each class, classes in the order of their labels. */
function byClass(labels: Rows): readonly (readonly number[])[] {
  const groups = new Map<number | string, number[]>();
  const [count = 0, ...sizes] = labels.shape;
  const width = product(sizes);
  for (let place = 0; place < count; place++) {
    const own = Array.from(labels.data.slice(place * width, (place + 1) * width) as ArrayLike<unknown>);
    const label = width === 1 && typeof own[0] === "number" ? own[0] : own.map(String).join(" ");
    const group = groups.get(label);
    if (group) group.push(place);
    else groups.set(label, [place]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, places]) => places);
}

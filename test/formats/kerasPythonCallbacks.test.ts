// The callbacks of `fit` as a model file gives them.
import { expect, test } from "vitest";
import { isKerasObject, isUnknown, type Literal } from "../../src/model/literal";
import { readModel } from "../support/reader";

function callbacksOf(callbacks: string, before = "", optimizer = `keras.optimizers.SGD(0.1)`): readonly Literal[] {
  const graph = readModel(`
import math
import keras
from keras.callbacks import *
${before}
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(optimizer=${optimizer}, loss="mse")
model.fit(x, y, epochs=5, callbacks=${callbacks})
`);
  return graph.training!.fits[0]!.callbacks!;
}

const scheduler = (schedule: string, before = "", optimizer?: string): Literal => {
  const [callback] = callbacksOf(`[LearningRateScheduler(${schedule}, verbose=1)]`, before, optimizer);
  return callback && isKerasObject(callback) ? callback.config["schedule"]! : null;
};
const table = (schedule: Literal) => {
  if (!isKerasObject(schedule)) throw new Error(`no table: ${JSON.stringify(schedule)}`);
  return schedule.config as { rates: number[]; from: number | null };
};

test("in a list that is built step by step, with their arguments", () => {
  const before = `
watch = [EarlyStopping("val_loss", patience=3)]
watch.append(keras.callbacks.ModelCheckpoint(filepath="best.keras", save_best_only=True))
`;
  expect(callbacksOf("watch", before)).toEqual([
    { class_name: "EarlyStopping", config: { monitor: "val_loss", patience: 3 } },
    { class_name: "ModelCheckpoint", config: { filepath: "best.keras", save_best_only: true } },
  ]);
});

test("a function of the epoch becomes a table", () => {
  const { rates, from } = table(scheduler("lambda epoch: 0.1 * 0.5 ** (epoch // 2)"));
  expect(rates.slice(0, 5)).toEqual([0.1, 0.1, 0.05, 0.05, 0.025]);
  expect(rates.length).toBeGreaterThan(90);
  expect(from).toBeNull();
});

test("one that builds on the rate before begins with the optimizer's", () => {
  const before = `
def warm(epoch, lr):
    if epoch < 2:
        return lr
    elif epoch < 4:
        return lr * math.exp(-0.1)
    return lr
`;
  const { rates, from } = table(scheduler("warm", before));
  expect(from).toBe(0.1);
  // what stays the same stands once
  expect(rates).toHaveLength(4);
  [0.1, 0.1, 0.1 * Math.exp(-0.1), 0.1 * Math.exp(-0.2)].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 6));
  expect(table(scheduler("warm", before, '"adam"')).from).toBe(0.001);
});

test("a method, and a class that can be called", () => {
  const before = `
class Steps:
    def __init__(self, first):
        self.first = first
    def __call__(self, epoch):
        return self.first / (epoch + 1)
`;
  expect(table(scheduler("Steps(0.6)", before)).rates.slice(0, 3)).toEqual([0.6, 0.3, 0.6 / 3]);
});

test.each([
  ["lambda epoch: float(open('rate.txt').read())", /./],
  ["lambda epoch: [][epoch]", /./],
  ["lambda epoch: 'fast'", /does not give a number/],
  ["lambda epoch: sum(i for i in range(10 ** 6))", /./],
])("%s is not followed, with the reason", (schedule, reason) => {
  const literal = scheduler(schedule);
  expect(isUnknown(literal) && literal.unknown).toMatch(reason);
});

test("what is no callback of Keras is unknown, with the reason", () => {
  const before = `
class Mine(keras.callbacks.Callback):
    pass
class Stricter(EarlyStopping):
    pass
`;
  const [mine, stricter, other] = callbacksOf("[Mine(), Stricter(), get_callback()]", before);
  expect(mine).toMatchObject({ unknown: expect.stringMatching(/Mine/) as string });
  expect(stricter).toMatchObject({ unknown: expect.stringMatching(/Stricter/) as string });
  expect(isUnknown(other!)).toBe(true);
});

test("class weights, weighted metrics and weights that are not decayed", () => {
  const { training } = readModel(`
import keras
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
optimizer = keras.optimizers.AdamW(weight_decay=0.1)
optimizer.exclude_from_weight_decay(var_names=["bias", "gamma"])
model.compile(optimizer, "mse", weighted_metrics=["mae"])
model.fit(x, y, class_weight={i: w for i, w in enumerate([1.0, 2.5])}, sample_weight=w)
`);
  expect(training!.compile).toMatchObject({
    optimizer: { config: { weight_decay: 0.1, exclude_from_weight_decay: ["bias", "gamma"] } },
    weightedMetrics: ["mae"],
  });
  const [fit] = training!.fits;
  expect(fit!.classWeight).toEqual({ class_name: "dict", config: { 0: 1, 1: 2.5 } });
  expect(fit!.sampleWeight).toMatchObject({ unknown: expect.any(String) as string });
});

/** Calls that go through the images together give what they give one after the other, and keep the order of all that depends on another. */
import { expect, test } from "vitest";
import { RandomStream } from "../../src/base/random";
import type { Buffer, Call } from "../../src/engine/call";
import { compile } from "../../src/engine/compile";
import { compilePlans, Session } from "../../src/engine/session";
import { isTogether, together, type Instruction, type Unit } from "../../src/engine/together";
import { workloads, planOf as planOfWorkload } from "../../src/engine/workloads";
import { initialize } from "../../src/train/initializers";
import { scalarsOf } from "../../src/train/optimize";
import { planTraining, type Plan } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { readModel } from "../support/reader";
import { kernels, threadFile } from "../support/run";

const buffers: readonly Buffer[] = Array.from({ length: 8 }, (_, i) => ({ bytes: 1000, name: `${i}` }));

/** A call that writes the first of some buffers; "other" may write them all. */
function calls(kernel: "convolve" | "sumParts" | "other", images: number, ...numbers: readonly number[]): Instruction {
  const args = numbers.map((number) => ({ buffer: buffers[number]!, offset: 0 }));
  const call: Call = { kernel, opcode: 1, args, usesScratch: false };
  return { call, items: Math.max(images, 1), grain: 1, images };
}

const membersOf = (unit: Unit): readonly Instruction[] => (isTogether(unit) ? unit.members : [unit]);
const numbersOf = ({ call }: Instruction): readonly string[] =>
  call.args.map((arg) => (arg as { readonly buffer: Buffer }).buffer.name);

test("calls on images go together, what they need ahead of them and what needs them after", () => {
  const list = [
    calls("convolve", 16, 1, 0),
    calls("other", 0, 5),
    calls("sumParts", 0, 6, 1),
    calls("convolve", 16, 2, 1, 5),
  ];
  const units = together(list, 0);
  expect(units.map((unit) => membersOf(unit).map(numbersOf))).toEqual([
    [["5"]],
    [
      ["1", "0"],
      ["2", "1", "5"],
    ],
    [["6", "1"]],
  ]);
  expect(units[1]).toMatchObject({ shares: 8 });
});

test("a call stays apart that needs what comes after, that has other images, or nothing of those before it", () => {
  const first = calls("convolve", 16, 1, 0);
  const apart = (...rest: readonly Instruction[]): void =>
    expect(together([first, ...rest], 0)).toEqual([first, ...rest]);
  apart(calls("sumParts", 0, 6, 1), calls("convolve", 16, 2, 1, 6));
  apart(calls("other", 0, 1, 6), calls("convolve", 16, 2, 1));
  apart(calls("convolve", 24, 2, 1));
  apart(calls("convolve", 16, 3, 2));
  expect(together([first, calls("convolve", 16, 2, 1)])).toHaveLength(2);
});

test("whatever depends on another comes behind it", () => {
  const random = new RandomStream(3);
  let gathered = 0;
  for (let round = 0; round < 2000; round++) {
    const list = Array.from({ length: 9 }, () => {
      const some = Array.from({ length: 3 }, () => random.below(buffers.length));
      const kind = random.below(5);
      return kind < 3 ? calls("convolve", 16, ...some) : calls(kind === 3 ? "sumParts" : "other", 0, ...some.slice(1));
    });
    const units = together(list, 0);
    gathered += units.filter(isTogether).length;
    const order = units.flatMap(membersOf);
    expect(new Set(order)).toEqual(new Set(list));
    const written = (one: Instruction): readonly string[] =>
      numbersOf(one).slice(0, one.call.kernel === "other" ? undefined : 1);
    list.forEach((one, i) =>
      list.slice(i + 1).forEach((next) => {
        const depends =
          written(one).some((name) => numbersOf(next).includes(name)) ||
          written(next).some((name) => numbersOf(one).includes(name));
        if (depends) expect(order.indexOf(one)).toBeLessThan(order.indexOf(next));
      }),
    );
  }
  expect(gathered).toBeGreaterThan(1000);
});

test("a residual network goes through most of its convolutions with what stands around them", () => {
  const plan = planOfWorkload(workloads.find(({ name }) => name === "W6")!);
  const [gathered, single] = [compile(plan), compile(plan, { worthwhileBytes: Infinity })];
  expect(gathered.calls.map(({ kernel }) => kernel).sort()).toEqual(single.calls.map(({ kernel }) => kernel).sort());
  // each set of calls that go together has a header of 6 words
  const headers = (gathered.bytes - single.bytes) / 24;
  expect(headers).toBeGreaterThan(20);
  expect(gathered.arenaBytes).toBeLessThan(1.05 * single.arenaBytes);
});

const model = `
from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(16, 3, padding="same", use_bias=False)(inputs)))
y = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(16, 3, padding="same", use_bias=False)(x)))
y = layers.BatchNormalization()(layers.Conv2D(16, 3, padding="same", use_bias=False)(y))
x = layers.ReLU()(layers.Add()([x, y]))
y = layers.Dropout(0.2)(layers.BatchNormalization()(layers.Conv2D(16, 3, padding="same", activation="relu")(x)))
y = layers.MaxPooling2D()(layers.BatchNormalization()(layers.Conv2D(16, 3, padding="same")(y)))
x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(32, 3, strides=2, padding="same")(y)))
outputs = layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling2D()(x))
model = Model(inputs, outputs)
`;

const settings = {
  graph: readModel(model),
  inputShapes: [[32, 32, 3]],
  outputs: configureOutputs(
    [{ name: "output", loss: { class_name: "SparseCategoricalCrossentropy", config: {} }, weight: 1, metrics: [] }],
    [3],
  ),
  optimizer: configureOptimizer({ class_name: "Adam", config: { learning_rate: 0.01 } }),
  seed: 5,
};

/** Weights after some steps on `threads` threads, and what a profile says in between. */
async function trained(plan: Plan, threads: number, worthwhileBytes: number) {
  const session = Session.open(compilePlans({ plan }, threads, { worthwhileBytes }), kernels, threads, threadFile);
  for (const { name, value, spec } of plan.weights)
    session.numbers(name).set(initialize(spec.initializer, value.shape, settings.seed, name));
  const random = new RandomStream(11);
  const step = (run: () => void, count: number): void => {
    const [x, y] = [session.input("plan", "x0"), session.input("plan", "y0")];
    for (let i = 0; i < x.length; i++) x[i] = 2 * random.uniform() - 1;
    for (let i = 0; i < y.length; i++) y[i] = random.below(3);
    session.set(scalarsOf(settings.optimizer, count));
    run();
  };
  for (let count = 0; count < 3; count++) step(() => session.run("plan"), count);
  let profile: readonly number[] = [];
  step(() => (profile = session.profile("plan", threads > 1)), 3);
  step(() => session.run("plan"), 4);
  const weights = new Map(session.names().map((name) => [name, session.numbers(name).slice()]));
  await session.close();
  return { weights, profile };
}

test("weights are the same bit by bit, on any number of threads, and a profile has every call", async () => {
  const plan = planTraining(settings, 16);
  const [gathered, single] = [compile(plan, { worthwhileBytes: 0 }), compile(plan, { worthwhileBytes: Infinity })];
  expect(gathered.bytes).toBeGreaterThan(single.bytes + 8 * 24);
  const apart = await trained(plan, 1, Infinity);
  for (const threads of [1, 2, 3]) {
    const { weights, profile } = await trained(plan, threads, 0);
    expect(profile).toHaveLength(single.calls.length);
    for (const [name, numbers] of weights)
      expect(numbers, `${name} on ${threads} threads`).toEqual(apart.weights.get(name));
  }
});

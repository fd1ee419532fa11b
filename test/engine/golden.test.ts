// Layers, activations, losses and optimizers against the golden numbers: the references in float64, and the kernels in float32.
import { describe, expect, test } from "vitest";
import { layerByType } from "../../src/layers";
import { activations } from "../../src/layers/activations";
import { arrange } from "../../src/layers/call";
import { resolveLayer } from "../../src/layers/config";
import { Unsupported, type Inputs, type Step } from "../../src/layers/layer";
import type { Node } from "../../src/model/graph";
import { constant, input, scalar, sizeOf, weightValue, type Sizes, type Tensor, type Value } from "../../src/ops/op";
import { add, multiply } from "../../src/ops/binary";
import { movingAverage, type Update } from "../../src/ops/update";
import { gradients } from "../../src/train/gradients";
import { simplify } from "../../src/train/fuse";
import { reshape } from "../../src/ops/reshape";
import { reduceRows } from "../../src/train/losses/reduction";
import { targetKind } from "../../src/train/losses/loss";
import { lossByName } from "../../src/train/losses";
import { averageOf, optimize, scalarsOf } from "../../src/train/optimize";
import { learningRate, rateAt } from "../../src/train/optimizers/learningRate";
import { Misfit } from "../../src/layers/param";
import { optimizerByName } from "../../src/train/optimizers";
import { metricByName } from "../../src/train/metrics";
import { configureLoss, configureOptimizer, configureOutputs } from "../../src/train/settings";
import { compilePlans, Session } from "../../src/engine/session";
import type { Plan } from "../../src/train/plan";
import { arraysOf, configOf, goldenCases, literalOf, toleranceOf, type GoldenCase } from "../support/golden";
import { evaluate } from "../support/reference";
import { kernels, planOf, runOnEngine, threadFile } from "../support/run";

/** Values to be computed, with what they are called in the golden case. */
interface Prepared {
  readonly inputs: ReadonlyMap<Value, Tensor>;
  readonly weights: ReadonlyMap<Value, Tensor>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly updates: readonly Update[];
}

/** Adds d(Σ out · dout) with respect to inputs and weights. */
function withGradients(
  prepared: Omit<Prepared, "outputs">,
  results: ReadonlyMap<string, Value>,
  douts: ReadonlyMap<string, Tensor>,
  wanted: ReadonlyMap<string, Value>,
): Prepared {
  const outputs = new Map([...results].map(([name, value]) => [`out.${name}`, value]));
  const inputs = new Map(prepared.inputs);
  for (const [result, dout] of douts) {
    const y = results.get(result)!;
    const seed = input(`dout.${result}`, y.shape);
    inputs.set(seed, dout);
    const found = gradients(y, seed, [...wanted.values()]);
    [...wanted.keys()].forEach((name, i) => {
      const [part, before] = [found[i], outputs.get(`grad.${name}`)];
      if (part) outputs.set(`grad.${name}`, before ? add(before, part) : part);
    });
  }
  return { ...prepared, inputs, outputs };
}

const doutsOf = (one: GoldenCase, array: (name: string) => Tensor): ReadonlyMap<string, Tensor> =>
  new Map(one.grads?.length ? one.diff!.map((name) => [name, array(`dout.${name}`)]) : []);

/** Tensors of golden cases that calls have other names for. */
const roleOf = (name: string): string | undefined =>
  name.startsWith("x") ? undefined : name.startsWith("state") ? "initial_state" : name;

async function prepareLayer(one: GoldenCase): Promise<Prepared> {
  const array = await arraysOf(one);
  const args = Object.fromEntries(
    Object.entries(one.config).map(([name, value]) => [name, { value: literalOf(value) }]),
  );
  const node: Node = { id: "layer", name: "layer", type: one.class, args, inputs: [] };
  const { layer, config, problems } = resolveLayer(node)!;
  expect(problems).toEqual([]);
  const inputs = new Map(one.inputs.map((name) => [name, input(name, array(`in.${name}`).shape)]));
  const roles = one.inputs.map(roleOf);
  const { inputs: taken, given } = arrange(layer, [...inputs.values()], roles);
  const shapes = taken.map(({ shape }) => shape) as unknown as Inputs<Sizes>;
  const specs = Object.entries(layer.weights(shapes, config)).filter(([, spec]) => spec);
  const params = one.params ?? [];
  // some cases number the weights that Keras has, instead of naming them
  if (one.group === "layers") expect(specs.length).toBe(params.length);
  else expect(specs.map(([name]) => name)).toEqual(params);
  const weights = new Map(params.map((name, i) => [name, weightValue(name, specs[i]![1]!.shape as Sizes)]));
  const updates: Update[] = [];
  const step: Step = {
    training: one.call?.training === true,
    average: (weight, value, keep) => void updates.push(movingAverage({ weight }, { value }, { keep })),
    state: (shape) => constant(0, shape),
    random: () => ({ key: 1, step: scalar("step") }),
    penalize: () => undefined,
    masks: given.get("mask") ?? [],
    given: (name) => given.get(name) ?? [],
    texts: [],
    table: () => {
      throw new Error("no texts here");
    },
    call: { ...one.call, ...(one.outputs.includes("scores") && { return_attention_scores: true }) },
  };
  const named = Object.fromEntries(specs.map(([name], i) => [name, weights.get(params[i]!)]));
  const lowered = layer.lower(taken as unknown as Inputs<Value>, config, named, step);
  if (lowered instanceof Unsupported) throw new Error(lowered.reason);
  const outputs = "op" in lowered ? [lowered] : lowered;
  expect(outputs.map(({ shape }) => shape)).toEqual([
    layer.shape(shapes, config, step.call),
    ...(layer.otherShapes?.(shapes, config, step.call) ?? []),
  ]);
  const results = new Map(outputs.map((value, i) => [one.outputs[i]!, value]));
  const fed = {
    inputs: new Map([...inputs].map(([name, value]) => [value, array(`in.${name}`)])),
    weights: new Map([...weights].map(([name, value]) => [value, array(`param.${name}`)])),
    updates,
  };
  return withGradients(fed, results, doutsOf(one, array), new Map([...inputs, ...weights]));
}

async function prepareActivation(one: GoldenCase): Promise<Prepared> {
  const array = await arraysOf(one);
  const x = input("x", array("in.x").shape);
  const config = configOf(one.config);
  const y = activations.get(one.class)!.lower(x, config);
  const fed = { inputs: new Map([[x, array("in.x")]]), weights: new Map<Value, Tensor>(), updates: [] };
  return withGradients(fed, new Map([["y", y]]), doutsOf(one, array), new Map([["x", x]]));
}

async function onEngine({
  inputs,
  weights,
  outputs,
  updates,
}: Prepared): Promise<{ outputs: Map<string, Float32Array>; weights: Map<string, Float32Array> }> {
  const names = [...outputs.keys()];
  const simple = simplify([...outputs.values()], updates);
  const nameOf = (value: Value): string => value.attrs["name"] as string;
  const plan: Plan = {
    batch: 1,
    inputs: [...inputs.keys()],
    weights: [...weights.keys()].map((value) => ({
      name: nameOf(value),
      value,
      trained: false,
      spec: undefined as never,
    })),
    slots: [],
    outputs: new Map(names.map((name, i) => [name, simple.outputs[i]!])),
    updates: simple.updates,
  };
  const session = Session.open(compilePlans({ plan }, 2, { grain: 7 }), kernels, 2, threadFile);
  for (const [value, { data }] of inputs) session.input("plan", nameOf(value)).set(data);
  for (const [value, { data }] of weights) session.numbers(nameOf(value)).set(data);
  session.run("plan");
  const results = {
    outputs: new Map(names.map((name) => [name, session.output("plan", name).slice()])),
    weights: new Map([...weights.keys()].map((value) => [nameOf(value), session.numbers(nameOf(value)).slice()])),
  };
  await session.close();
  return results;
}

function expectClose(got: ArrayLike<number>, want: Tensor, tolerance: number, name: string): void {
  expect(got.length, name).toBe(want.data.length);
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i]! - want.data[i]!);
    if (!(off <= tolerance))
      expect.fail(`${name}[${i}] is ${got[i]!}, golden ${want.data[i]!}; off by ${off}, allowed ${tolerance}`);
  }
}

async function check(one: GoldenCase, prepared: Prepared): Promise<void> {
  const array = await arraysOf(one);
  const results = [...prepared.outputs].filter(
    ([name]) => name.startsWith("out.") || one.grads?.includes(name.slice(5)),
  );
  const reference = evaluate(
    results.map(([, value]) => value),
    new Map([...prepared.inputs, ...prepared.weights]),
  );
  const engine = await onEngine(prepared);
  for (const [name, value] of results) {
    const want = array(name);
    // Keras computes parts of these in float32
    const isRounded = /(?:Query|MultiHead)Attention$/.test(one.class) && one.group === "layers";
    const size = one.f32[name]?.max ?? 1;
    const room = isRounded ? 5e-7 * Math.max(1, size) : 1e-9 * size + 1e-12;
    expectClose(reference.get(value)!.data, want, room, `reference ${name}`);
    expectClose(engine.outputs.get(name)!, want, toleranceOf(one, name), `kernels ${name}`);
  }
  for (const name of one.outputs.filter((output) => output.startsWith("moving")))
    expectClose(engine.weights.get(name)!, array(`out.${name}`), toleranceOf(one, `out.${name}`), `kernels ${name}`);
}

/** A given dropout mask is not how our dropout draws; its own tests check it. */
const leftOut = (one: GoldenCase): boolean => one.inputs.includes("mask") && one.class.includes("Dropout");

describe("layers", () => {
  for (const one of goldenCases.filter((one) => one.kind === "layer" && layerByType.has(one.class) && !leftOut(one)))
    test(one.id, async () => check(one, await prepareLayer(one)));
});

describe("activations", () => {
  for (const one of goldenCases.filter((one) => one.kind === "activation" && activations.has(one.class)))
    test(one.id, async () => check(one, await prepareActivation(one)));
});

async function prepareLoss(one: GoldenCase): Promise<Prepared> {
  const array = await arraysOf(one);
  const prediction = input("y_pred", array("in.y_pred").shape);
  const target = input("y_true", array("in.y_true").shape);
  const classes = prediction.shape.at(-1)!;
  const { of, config } = configureLoss({ class_name: one.class, config: configOf(one.config) }, classes);
  const rows = reshape(
    target,
    targetKind(of.targets) === "class" ? [sizeOf(target.shape)] : [sizeOf(target.shape) / classes, classes],
  );
  const perRow = of.lower(rows, { value: reshape(prediction, [sizeOf(prediction.shape) / classes, classes]) }, config);
  const counts = of.counts?.(rows, config);
  const loss = reduceRows(perRow, { counts }, config);
  const outputs = new Map([
    ["out.per_sample", counts ? multiply(perRow, counts) : perRow],
    ["out.loss", loss],
  ]);
  const [gradient] = gradients(loss, constant(1, [1]), [prediction]);
  if (gradient) outputs.set("grad.y_pred", gradient);
  const inputs = new Map([
    [prediction, array("in.y_pred")],
    [target, array("in.y_true")],
  ]);
  return { inputs, weights: new Map(), outputs, updates: [] };
}

describe("losses", () => {
  const plain = (one: GoldenCase): boolean => !one.inputs.includes("sample_weight");
  for (const one of goldenCases.filter((one) => one.kind === "loss" && lossByName.has(one.class) && plain(one)))
    test(one.id, async () => check({ ...one, grads: ["y_pred"] }, await prepareLoss(one)));
});

/** The variables of an optimizer case after each step, with the gradients given. */
async function runOptimizer(
  one: GoldenCase,
): Promise<{ readonly steps: Float32Array[][]; readonly kept: ReadonlyMap<string, Float32Array> }> {
  const array = await arraysOf(one);
  const settings = configureOptimizer({
    class_name: one.class,
    config: configOf(one.config),
  });
  const moved = Array.from({ length: one.variables! }, (_, i) => {
    const { shape } = array(`in.var${i}`);
    const value = weightValue(`var${i}`, shape);
    const spec = {
      shape,
      initializer: { class_name: "Zeros", config: {} },
      regularizer: null,
      constraint: null,
      trainable: true,
    };
    return { weight: { name: `var${i}`, value, spec, trained: true }, gradient: input(`grad${i}`, shape) };
  });
  const { slots, updates } = optimize(settings, moved);
  const plan: Plan = {
    batch: 1,
    inputs: moved.map(({ gradient }) => gradient),
    weights: moved.map(({ weight }) => weight),
    slots,
    outputs: new Map(),
    updates: simplify([], updates).updates,
  };
  const session = Session.open(compilePlans({ plan }, 1), kernels, 1, threadFile);
  moved.forEach((_, i) => session.numbers(`var${i}`).set(array(`in.var${i}`).data));
  const steps = [];
  for (let step = 1; step <= one.steps!; step++) {
    session.set(scalarsOf(settings, step - 1));
    moved.forEach(({ weight }, i) => {
      const size = sizeOf(weight.value.shape);
      session.input("plan", `grad${i}`).set(array(`in.grads${i}`).data.subarray((step - 1) * size, step * size));
    });
    session.run("plan");
    steps.push(moved.map((_, i) => session.numbers(`var${i}`).slice()));
  }
  // what it keeps, under the names of the golden arrays
  const kept = new Map<string, Float32Array>();
  for (let i = 0; i < one.variables!; i++)
    for (const { name } of slots.filter((slot) => slot.name.startsWith(`var${i}/`)))
      kept.set(
        name === averageOf(`var${i}`, settings.of.name) ? `ema${i}` : `slot.${name.split("/")[2]!}${i}`,
        session.numbers(name).slice(),
      );
  await session.close();
  return { steps, kept };
}

/** Slots have no figure of their own: some units in the last place of the largest. */
const slotTolerance = (one: GoldenCase, name: string, array: (name: string) => Tensor): number =>
  Math.max(toleranceOf(one, name), 1e-6 * array(name).data.reduce((most, value) => Math.max(most, Math.abs(value)), 0));

describe("optimizers", () => {
  for (const one of goldenCases.filter((one) => one.kind === "optimizer" && optimizerByName(one.class)))
    test(one.id, async () => {
      const array = await arraysOf(one);
      const { steps, kept } = await runOptimizer(one);
      for (let i = 0; i < one.variables!; i++) {
        const got = steps.flatMap((variables) => [...variables[i]!]);
        expectClose(got, array(`out.vars${i}`), toleranceOf(one, `out.vars${i}`), `variable ${i}`);
      }
      for (const [name, numbers] of kept)
        if (Object.hasOwn(one.arrays, `${one.id}.out.${name}`))
          expectClose(numbers, array(`out.${name}`), slotTolerance(one, `out.${name}`, array), name);
    });
});

describe("schedules", () => {
  for (const one of goldenCases.filter((one) => one.kind === "schedule"))
    test(one.id, async () => {
      const array = await arraysOf(one);
      const schedule = learningRate(0).parse({ class_name: one.class, config: configOf(one.config) });
      if (schedule instanceof Misfit) throw new Error(schedule.expected);
      const rates = Array.from(array("in.step").data, (step) => rateAt(schedule, step));
      const want = array("out.lr");
      rates.forEach((rate, i) =>
        expect(Math.abs(rate - want.data[i]!), `step ${array("in.step").data[i]!}`).toBeLessThanOrEqual(
          1e-6 * Math.abs(want.data[i]!) + 1e-12,
        ),
      );
    });
});

describe("metrics", () => {
  for (const one of goldenCases.filter((one) => one.kind === "metric" && metricByName.has(one.class)))
    test(one.id, async () => {
      const array = await arraysOf(one);
      const of = metricByName.get(one.class)!;
      const metric = { class_name: one.class, config: configOf(one.config) };
      const loss = { class_name: "mse", config: {} };
      const [output] = configureOutputs([{ name: "output", loss, weight: 1, metrics: [metric] }], [1]);
      const { config } = output!.metrics[0]!;
      const all = array("in.y_pred").shape[0]!;
      const weighted = Object.hasOwn(one.arrays, `${one.id}.in.sample_weight`);
      let sums: readonly number[] = [];
      for (const [name, begin, end] of [
        ["out.after1", 0, one.split!],
        ["out.after2", one.split!, all],
      ] as const) {
        const part = (from: string): Tensor => {
          const { shape, data } = array(from);
          const columns = sizeOf(shape) / all;
          const rows = data.slice(begin * columns, end * columns);
          const flat = from === "in.sample_weight" || (from === "in.y_true" && of.target === "class");
          return { shape: flat ? [end - begin] : [end - begin, columns], data: rows };
        };
        const [y, p] = [part("in.y_true"), part("in.y_pred")];
        const [target, prediction] = [input("y", y.shape), input("p", p.shape)];
        const counts = weighted ? input("w", [end - begin]) : undefined;
        const value = of.sums(target, prediction, counts, config);
        const feeds = new Map([
          [target, y],
          [prediction, p],
        ]);
        if (counts) feeds.set(counts, part("in.sample_weight"));
        const reference = evaluate([value], feeds).get(value)!.data;
        const simple = simplify([value], []).outputs[0]!;
        const engine = await runOnEngine(
          planOf([...feeds.keys()], new Map([["sums", simple]])),
          new Map([...feeds].map(([key, { data }]) => [key, data])),
        );
        engine
          .get("sums")!
          .forEach((sum, i) =>
            expect(sum, `sum ${i}`).toBeCloseTo(reference[i]!, Math.abs(reference[i]!) > 10 ? 3 : 4),
          );
        const before = sums;
        sums = Array.from(reference, (sum, i) => sum + (before[i] ?? 0));
        const result = of.result(sums, config);
        const want = array(name).data;
        (typeof result === "number" ? [result] : result).forEach((got, i) =>
          expect(Math.abs(got - want[i]!), `${name}: ${got} and ${want[i]!}`).toBeLessThanOrEqual(
            2e-6 * Math.max(Math.abs(want[i]!), 1e-3),
          ),
        );
      }
    });
});

test("the golden cases are there", () => {
  expect(goldenCases.length).toBeGreaterThan(250);
});

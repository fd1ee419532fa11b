// Layers, activations and losses against the golden numbers: the references in float64, and the kernels in float32.
import { expect } from "vitest";
import { layerByType } from "../../src/layers";
import { activations } from "../../src/layers/activations";
import { arrange } from "../../src/layers/call";
import { resolveLayer } from "../../src/layers/config";
import { Operands } from "../../src/layers/operate/operation";
import { operations } from "../../src/layers/operate";
import { Unsupported, type Inputs, type Step } from "../../src/layers/layer";
import type { Node } from "../../src/model/graph";
import { constant, input, scalar, sizeOf, weightValue, type Sizes, type Tensor, type Value } from "../../src/ops/op";
import { add, multiply } from "../../src/ops/binary";
import { movingAverage, type Update } from "../../src/ops/update";
import { gradients } from "../../src/train/gradients";
import { simplify } from "../../src/train/fuse";
import { rewrite } from "../../src/train/rewrite";
import { MASK_BLOCK } from "../../src/ops/dropout";
import { reshape } from "../../src/ops/reshape";
import { reduceRows } from "../../src/train/losses/reduction";
import { targetKind } from "../../src/train/losses/loss";
import { configureLoss } from "../../src/train/settings";
import { compilePlans, Session } from "../../src/engine/session";
import type { Plan } from "../../src/train/plan";
import {
  arraysOf,
  configOf,
  expectClose,
  literalOf,
  testEachOf,
  toleranceOf,
  type GoldenCase,
} from "../support/golden";
import { evaluate, tensor } from "../support/reference";
import { kernels, threadFile } from "../support/run";

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

/** What is computed by an operation on tensors, not by a layer. */
async function prepareOperation(one: GoldenCase): Promise<Prepared> {
  const array = await arraysOf(one);
  const x = input("x", array("in.x").shape);
  const y = operations.get(one.class)!(
    new Operands([x], configOf(one.config), { batch: x.shape[0]!, mixes: false }),
  ) as Value;
  const fed = { inputs: new Map([[x, array("in.x")]]), weights: new Map<Value, Tensor>(), updates: [] };
  return withGradients(fed, new Map([["y", y]]), doutsOf(one, array), new Map([["x", x]]));
}

/** A case of a dropout says what is kept; our layers draw that by themselves. */
const isGivenMask = (one: GoldenCase, name: string): boolean => name === "mask" && one.class.includes("Dropout");

/** The mask that is drawn, fed: the same bits for both. */
async function withGivenMask(one: GoldenCase, prepared: Prepared): Promise<Prepared> {
  if (!one.inputs.some((name) => isGivenMask(one, name))) return prepared;
  const kept = (await arraysOf(one))("in.mask");
  const inputs = new Map(prepared.inputs);
  const names = [...prepared.outputs.keys()];
  const fed = new Map<string, Value>();
  const { outputs } = rewrite([...prepared.outputs.values()], [], (value) => {
    if (value.op.name !== "dropoutMask") return value;
    expect(value.attrs["count"]).toBe(kept.data.length);
    let bits = fed.get(value.op.name);
    if (!bits) {
      fed.set(value.op.name, (bits = input(BITS, value.shape)));
      inputs.set(bits, maskOf(value.shape, kept.data));
    }
    return bits;
  });
  return { ...prepared, inputs, outputs: new Map(names.map((name, i) => [name, outputs[i]!])) };
}

/** The bits of a mask, as ops/dropout.ts lays them out. */
function maskOf(shape: Sizes, kept: Float64Array): Tensor {
  const mask = tensor(shape);
  kept.forEach((one, i) => {
    if (one !== 0) mask.data[8 * Math.floor(i / MASK_BLOCK) + (i % 8)]! += 2 ** (31 - (Math.floor(i / 8) % 32));
  });
  return mask;
}

/** Whole numbers of 32 bits, which lie as such in the engine's memory. */
const BITS = "bits";
const bytesOf = (value: Value, { data }: Tensor): ArrayLike<number> =>
  value.attrs["name"] === BITS ? new Float32Array(Uint32Array.from(data).buffer) : data;

async function prepareLayer(one: GoldenCase): Promise<Prepared> {
  const array = await arraysOf(one);
  const args = Object.fromEntries(
    Object.entries(one.config).map(([name, value]) => [name, { value: literalOf(value) }]),
  );
  const node: Node = { id: "layer", name: "layer", type: one.class, args, inputs: [] };
  const { layer, config, problems } = resolveLayer(node)!;
  expect(problems).toEqual([]);
  const names = one.inputs.filter((name) => !isGivenMask(one, name));
  const inputs = new Map(names.map((name) => [name, input(name, array(`in.${name}`).shape)]));
  const roles = names.map(roleOf);
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
  for (const [value, data] of inputs) session.input("plan", nameOf(value)).set(bytesOf(value, data));
  for (const [value, { data }] of weights) session.numbers(nameOf(value)).set(data);
  session.run("plan");
  const results = {
    outputs: new Map(names.map((name) => [name, session.output("plan", name).slice()])),
    weights: new Map([...weights.keys()].map((value) => [nameOf(value), session.numbers(nameOf(value)).slice()])),
  };
  await session.close();
  return results;
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

testEachOf("layer", "layers", async (one) =>
  check(
    one,
    layerByType.has(one.class) ? await withGivenMask(one, await prepareLayer(one)) : await prepareOperation(one),
  ),
);

testEachOf("activation", "activations", async (one) => check(one, await prepareActivation(one)));

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
  const weights = one.inputs.includes("sample_weight")
    ? input("sample_weight", array("in.sample_weight").shape)
    : undefined;
  const loss = reduceRows(perRow, { counts, weights }, config);
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
  if (weights) inputs.set(weights, array("in.sample_weight"));
  return { inputs, weights: new Map(), outputs, updates: [] };
}

testEachOf("loss", "losses", async (one) => check({ ...one, grads: ["y_pred"] }, await prepareLoss(one)));

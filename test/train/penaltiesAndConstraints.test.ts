// Regularizers and constraints against the golden numbers: references in float64, and kernels.
import { expect } from "vitest";
import { compilePlans, Session } from "../../src/engine/session";
import { constant, input, weightValue, type Tensor } from "../../src/ops/op";
import { constraintOf } from "../../src/train/constraints";
import { gradients } from "../../src/train/gradients";
import { penaltyOf } from "../../src/train/penalties";
import { arraysOf, configOf, testEachOf, type GoldenCase } from "../support/golden";
import { evaluate, tensor } from "../support/reference";
import { kernels, planOf, runOnEngine } from "../support/run";

/** Room for float32 on numbers near 1, and for the float32 in which some of the golden inputs were. */
const TOLERANCE = 1e-6;

const objectOf = (one: GoldenCase) => ({ class_name: one.class, config: configOf(one.config) });

function expectClose(got: ArrayLike<number>, want: Tensor, name: string): void {
  expect(got.length, name).toBe(want.data.length);
  want.data.forEach((value, i) =>
    expect(Math.abs(got[i]! - value), `${name}[${i}]: ${got[i]!} and ${value}`).toBeLessThanOrEqual(TOLERANCE),
  );
}

testEachOf("regularizer", "regularizers", async (one) => {
  const array = await arraysOf(one);
  const x = input("x", array("in.x").shape);
  const penalty = penaltyOf(objectOf(one), x)!;
  const [gradient] = gradients(penalty, constant(1, [1]), [x]);
  const outputs = new Map([
    ["out.y", penalty],
    ["grad.x", gradient!],
  ]);
  const reference = evaluate([...outputs.values()], new Map([[x, array("in.x")]]));
  const engine = await runOnEngine(planOf([x], outputs), new Map([[x, array("in.x").data]]));
  for (const [name, value] of outputs) {
    expectClose(reference.get(value)!.data, array(name), `reference ${name}`);
    expectClose(engine.get(name)!, array(name), `kernels ${name}`);
  }
});

testEachOf("constraint", "constraints", async (one) => {
  const array = await arraysOf(one);
  const { shape, data } = array("in.w");
  const weight = weightValue("w", shape);
  const update = constraintOf(objectOf(one), weight)!;
  const target = tensor(shape, data);
  update.op.reference({ weight: target }, {}, update.attrs);
  expectClose(target.data, array("out.w"), "reference");
  const spec = { shape, initializer: objectOf(one), regularizer: null, constraint: null, trainable: true };
  const plan = { ...planOf([], new Map(), [update]), weights: [{ name: "w", value: weight, spec, trained: true }] };
  const session = Session.open(compilePlans({ plan }, 1), kernels, 1);
  session.numbers("w").set(data);
  session.run("plan");
  expectClose(session.numbers("w"), array("out.w"), "kernels");
  await session.close();
});

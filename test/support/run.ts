/** Runs values on the engine, for comparison with their references. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { compileKernels } from "../../src/engine/kernels";
import { compilePlans, Session } from "../../src/engine/session";
import type { Value } from "../../src/ops/op";
import type { Update } from "../../src/ops/update";
import type { Plan } from "../../src/train/plan";

export const kernels = compileKernels(readFileSync(resolve(import.meta.dirname, "../../dist/kernels.wasm")));
export const threadFile = resolve(import.meta.dirname, "../../dist/thread.js");

/** A plan without a model: inputs in, outputs out. */
export const planOf = (
  inputs: readonly Value[],
  outputs: ReadonlyMap<string, Value>,
  updates: readonly Update[] = [],
): Plan => ({
  batch: 1,
  inputs,
  weights: [],
  slots: [],
  outputs,
  updates,
});

/** Computes outputs from inputs with the kernels. */
export async function runOnEngine(
  plan: Plan,
  feeds: ReadonlyMap<Value, ArrayLike<number>>,
  threads = 1,
  grain?: number,
): Promise<Map<string, Float32Array>> {
  const session = Session.open(
    compilePlans({ plan }, threads, grain === undefined ? {} : { grain }),
    kernels,
    threads,
    threadFile,
  );
  for (const value of plan.inputs) session.input("plan", value.attrs["name"] as string).set(feeds.get(value)!);
  session.run("plan");
  const results = new Map([...plan.outputs.keys()].map((name) => [name, session.output("plan", name).slice()]));
  await session.close();
  return results;
}

// Class weights and weighted metrics in whole runs, against what Keras gives (scripts/oracle/class_weights.py).
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { writeNpz } from "../../src/base/npz";
import type { TrainingJob } from "../../src/model/job";
import { sequential } from "../support/graph";
import { logsOf, newFolder, plainJob, train, weightsIn } from "../support/training";

interface Run {
  readonly loss: string;
  readonly activation: string;
  readonly metrics: readonly string[];
  readonly class_weight: Readonly<Record<string, number>>;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[] | readonly (readonly number[])[];
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly after: readonly [readonly (readonly number[])[], readonly number[]];
}

const runs = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/classWeights.json"), "utf8"),
) as readonly Run[];

const array = (values: readonly number[] | readonly (readonly number[])[]) => {
  const data = Float32Array.from(values.flat());
  const [first] = values;
  const shape = Array.isArray(first) ? [values.length, first.length] : [values.length];
  return { shape, data };
};

async function runOf(run: Run, more: Partial<TrainingJob> = {}) {
  const folder = newFolder();
  const graph = sequential([3], [["Dense", { units: run.bias.length, activation: run.activation }]]);
  const layer = graph.nodes.at(-1)!.name;
  const file = async (name: string, arrays: Parameters<typeof writeNpz>[0]): Promise<string> => {
    writeFileSync(join(folder, name), await writeNpz(arrays));
    return join(folder, name);
  };
  const y = array(run.y);
  const isClass = run.loss.startsWith("sparse");
  const targets = isClass ? { shape: y.shape, data: Int32Array.from(y.data) } : y;
  const data = {
    source: await file("data.npz", [
      ["x", array(run.x)],
      ["y", targets],
    ]),
    scale: false,
  };
  const first = [
    [`${layer}/kernel`, array(run.kernel)],
    [`${layer}/bias`, array(run.bias)],
  ] as const;
  const metrics = run.metrics.map((name) => ({ class_name: name, config: { name } }));
  const loss = { class_name: run.loss, config: {} };
  const { start, epochs } = await train({
    graph,
    ...plainJob,
    data,
    validation: data,
    loss,
    metrics,
    outputs: [{ name: layer, loss, weight: 1, metrics, weightedMetrics: metrics }],
    optimizer: { class_name: "SGD", config: { learning_rate: 0.1 } },
    classWeight: run.class_weight,
    epochs: 3,
    batchSize: 8,
    shuffle: false,
    seed: 0,
    initialWeights: await file("first.npz", first),
    out: join(folder, "run"),
    ...more,
  });
  const weights = await weightsIn(join(folder, "run"));
  return { start, epochs, kernel: weights.get(`${layer}/kernel`)!, bias: weights.get(`${layer}/bias`)! };
}

const close = (got: ArrayLike<number>, want: readonly number[]): void =>
  want.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));

test.each(runs.map((run) => [run.loss, run] as const))("%s", async (_, run) => {
  const { epochs, kernel, bias } = await runOf(run);
  const logs = logsOf(epochs);
  expect(Object.keys(logs[0]!).sort()).toEqual(Object.keys(run.history).sort());
  for (const [name, values] of Object.entries(run.history))
    close(
      logs.map((log) => log[name]!),
      values,
    );
  close(kernel.data, run.after[0].flat());
  close(bias.data, run.after[1]);
});

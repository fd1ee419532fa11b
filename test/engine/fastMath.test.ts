/** Kernels for `--fast-math` round less often: what they give is as near to the strict ones as rounding allows, and Node 20 takes the strict ones. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { expect, test } from "vitest";
import { compileKernels, kernelBytes } from "../../src/engine/kernels";
import { Training, type Environment } from "../../src/engine/training";
import type { TrainingJob } from "../../src/model/job";
import { sequential } from "../support/graph";
import { environment, newFolder, plainJob, weightsIn } from "../support/training";

const read = (name: string): Buffer => readFileSync(`dist/${name}`);
const strict = read("kernels.wasm");
const [rows, columns, depth] = [21, 37, 70];
const [x, w, y, scratch] = [8192, 16384, 32768, 65536] as const;
const numbers = Float32Array.from({ length: (y - x) / 4 }, (_, i) => Math.sin(i * i));

const jobOfPictures: Omit<TrainingJob, "out"> = {
  ...plainJob,
  graph: sequential(
    [12, 12, 3],
    [
      ["Conv2D", { filters: 16, kernel_size: 3, activation: "relu" }],
      ["BatchNormalization"],
      ["Conv2D", { filters: 16, kernel_size: 3, padding: "same" }],
      ["MaxPooling2D"],
      ["Flatten"],
      ["Dense", { units: 1, activation: "sigmoid" }],
    ],
  ),
  data: { source: "builtin:random?samples=64", scale: true },
  loss: { class_name: "BinaryCrossentropy", config: {} },
  optimizer: { class_name: "Adam", config: {} },
  epochs: 2,
  batchSize: 16,
  shuffle: true,
};

/** y [rows, columns] = x · w. */
function product(bytes: Uint8Array): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const kernels = new WebAssembly.Instance(compileKernels(bytes), { env: { memory } }).exports as unknown as {
    matmul(...args: number[]): void;
  };
  new Float32Array(memory.buffer, x, numbers.length).set(numbers);
  const [blocks, panels] = [Math.ceil(rows / 64), Math.ceil(columns / 16)];
  kernels.matmul(y, x, w, 0, rows, columns, depth, depth * 4, columns * 4, 4, 0, scratch, 0, blocks * panels);
  return new Float32Array(memory.buffer, y, rows * columns).slice();
}

test("a machine without relaxed SIMD takes the strict kernels", () => {
  const fast = read("kernels-fast.wasm");
  expect(kernelBytes(read, false)).toEqual(strict);
  expect(kernelBytes(read, true)).toEqual(WebAssembly.validate(fast) ? fast : strict);
});

test("fast products differ from strict ones by rounding alone", () => {
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  const bytes = kernelBytes(read, true);
  expect(bytes).not.toEqual(strict);
  const [exactly, fast] = [product(strict), product(bytes)];
  for (let i = 0; i < exactly.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let size = 0;
    for (let k = 0; k < depth; k++)
      size += Math.abs(numbers[row * depth + k]! * numbers[(w - x) / 4 + k * columns + column]!);
    expect(Math.abs(fast[i]! - exactly[i]!)).toBeLessThanOrEqual(depth * 2 ** -23 * size);
  }
  expect(Math.max(...exactly.map(Math.abs))).toBeGreaterThan(1);
});

test("fast training gives the same bits on one, two and three threads", async () => {
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  const fast = { ...environment, kernels: Promise.resolve(compileKernels(kernelBytes(read, true))) };
  const weightsOn = async (threads: number, env: Environment): Promise<unknown> => {
    const job = { ...jobOfPictures, threads, out: newFolder() };
    await (await new Training(job, env, () => undefined).begin()).finish();
    return weightsIn(job.out);
  };
  const alone = await weightsOn(1, fast);
  for (const threads of [2, 3]) expect(await weightsOn(threads, fast)).toEqual(alone);
  expect(await weightsOn(1, environment)).not.toEqual(alone);
});

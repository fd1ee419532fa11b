/** Tiles of 8 and of 16 columns give the same bits: which are used depends on the machine, and results must not. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Kernels {
  chooseTiles(ofHalves: number): void;
  matmul(...args: number[]): void;
  winogradConvolve(...args: number[]): void;
  winogradKernelGradient(...args: number[]): void;
}

const [x, w, bias, y, scratch] = [4096, 16384, 40960, 45056, 65536] as const;

interface Opened {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

/** With numbers from `x` to `to`. */
function open(ofHalves: boolean, to: number, pages = 2): Opened {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const module = new WebAssembly.Module(readFileSync("dist/kernels.wasm"));
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  const numbers = new Float32Array(memory.buffer);
  for (let i = x / 4; i < to / 4; i++) numbers[i] = Math.sin(i * i);
  kernels.chooseTiles(ofHalves ? 1 : 0);
  return { kernels, memory };
}

/** y [rows, columns] = x · w + bias, then relu. */
function product(rows: number, columns: number, depth: number, ofHalves: boolean): Uint32Array {
  const { kernels, memory } = open(ofHalves, y);
  kernels.matmul(
    y,
    x,
    w,
    bias,
    rows,
    columns,
    depth,
    depth * 4,
    columns * 4,
    4,
    1,
    scratch,
    0,
    Math.ceil(columns / 16),
  );
  return new Uint32Array(memory.buffer, y, rows * columns).slice();
}

test.each([
  [1, 1, 1],
  [3, 7, 5],
  [4, 8, 2],
  [5, 9, 33],
  [7, 16, 17],
  [13, 31, 40],
  [9, 44, 70],
])("a product of %i rows, %i columns and depth %i", (rows, columns, depth) => {
  const wide = product(rows, columns, depth, false);
  expect(product(rows, columns, depth, true)).toEqual(wide);
  expect(new Set(wide).size).toBeGreaterThan((rows * columns) / 4);
});

/** Of one image of 7×7 pixels and 8 channels: the convolution with 8 · `eights` filters, and the gradient of their kernel in its places. */
function byWinograd(eights: number, ofHalves: boolean): readonly Uint32Array[] {
  const [image, filters, results, own] = [x, 16384, 131072, 524288];
  const { kernels, memory } = open(ofHalves, results, 32);
  const sizes = [1, 7, 7, 8, 7, 7, 8 * eights, 1, 1, 4];
  const count = 36 * (8 * Math.ceil(eights / 2) + 1) * 16;
  kernels.winogradConvolve(results, image, filters, 0, 0, ...sizes, own, 0, 1);
  const y = new Uint32Array(memory.buffer, results, 49 * 8 * eights).slice();
  kernels.winogradKernelGradient(results, image, filters, 1, ...sizes, own, 0, 1);
  return [y, new Uint32Array(memory.buffer, results, count).slice()];
}

test.each([1, 2, 3, 5])("a convolution with 8 · %i filters by Winograd's way", (eights) => {
  const wide = byWinograd(eights, false);
  expect(byWinograd(eights, true)).toEqual(wide);
  for (const numbers of wide) expect(new Set(numbers).size).toBeGreaterThan(numbers.length / 4);
});

/** Tiles of 8 and of 16 columns give the same bits: which are used depends on the machine, and results must not. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Kernels {
  chooseTiles(ofHalves: number): void;
  matmul(...args: number[]): void;
}

const [x, w, bias, y, scratch] = [4096, 16384, 40960, 45056, 65536] as const;

/** y [rows, columns] = x · w + bias, then relu. */
function product(rows: number, columns: number, depth: number, ofHalves: boolean): Uint32Array {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const module = new WebAssembly.Module(readFileSync("dist/kernels.wasm"));
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  const numbers = new Float32Array(memory.buffer);
  for (let i = x / 4; i < y / 4; i++) numbers[i] = Math.sin(i * i);
  kernels.chooseTiles(ofHalves ? 1 : 0);
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

/** Helping threads: those that were started ahead are used, and one that never comes is told. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPool, PRESENT, startThreads } from "../../src/engine/threads";
import { kernels, threadFile } from "../support/run";

const CONTROL = 4096;

const someMemory = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 70, maximum: 70, shared: true });

/** A program that has nothing to do. */
const EMPTY = 8192;

test("all threads take part, those that were started ahead and others", async () => {
  startThreads(1, threadFile);
  const memory = someMemory();
  const pool = openPool(memory, kernels, 3, CONTROL, threadFile);
  pool.run(EMPTY, false);
  expect(new Int32Array(memory.buffer, CONTROL)[PRESENT]).toBe(2);
  await pool.close();
});

test("a thread that never comes is told instead of waited for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "batchwise-threads-"));
  try {
    const broken = join(folder, "thread.js");
    writeFileSync(broken, "process.exit(1);");
    const pool = openPool(someMemory(), kernels, 2, CONTROL, broken, 300);
    pool.run(EMPTY, true);
    expect(() => pool.run(EMPTY, false)).toThrow("Only 1 of 2 threads could be started: ask for fewer threads.");
    await pool.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

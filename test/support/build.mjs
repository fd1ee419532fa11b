// Builds what tests run but do not import: the kernels and the threads.
import { copyFileSync, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
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
    entryPoints: ["src/engine/thread.ts", "src/engine/decoder.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outdir: "dist",
  });
  for (const codec of ["jpeg/codec/dec/mozjpeg_dec.wasm", "png/codec/pkg/squoosh_png_bg.wasm"])
    copyFileSync(`node_modules/@jsquash/${codec}`, `dist/${basename(codec)}`);
}

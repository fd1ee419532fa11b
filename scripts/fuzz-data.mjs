/**
 * Damages data files at random and reads them, for as long as one likes: `node scripts/fuzz-data.mjs [COUNT] [SEED] [FORMAT]`. A file
 * that is neither taken nor refused with a sentence, or that takes a second, is kept in `out/fuzz/` and makes this fail.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const [count = 10_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4];

const folder = "out/fuzz";
mkdirSync(folder, { recursive: true });
const { outputFiles } = await build({
  stdin: {
    contents: 'export * from "./fuzz"; export { testCodecs } from "./codecs";',
    resolveDir: "test/support",
    loader: "ts",
  },
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  packages: "external",
  // fixtures are found beside the sources
  define: { "import.meta.dirname": JSON.stringify(join(process.cwd(), "test/support")) },
});
const file = join(folder, "fuzz.mjs");
writeFileSync(file, outputFiles[0].contents);
const { fuzz, fuzzTargets, testCodecs } = await import(pathToFileURL(file).href);

let failed = false;
process.on("unhandledRejection", (error) => {
  console.error("UNHANDLED", error);
  failed = true;
});
console.log(`${count} mutants of each format, seed ${seed}`);
for (const [name, target] of Object.entries(fuzzTargets(testCodecs()))) {
  if (only && name !== only) continue;
  const start = Date.now();
  const { taken, refused, failures, slowestMs } = await fuzz(target, count, seed, 1000);
  const speed = Math.round((1000 * count) / Math.max(1, Date.now() - start));
  console.log(
    `${name.padEnd(26)}${taken} taken, ${refused} refused, ${failures.length} failed, slowest ${Math.round(slowestMs)} ms, ${speed}/s`,
  );
  for (const [i, failure] of failures.slice(0, 20).entries()) {
    const kept = join(folder, `${name.replaceAll(/\W+/g, "-")}-${seed}-${i}.bin`);
    writeFileSync(kept, failure.file);
    console.error(`  ${kept}: ${failure.error.split("\n").slice(0, 3).join(" | ")}`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;

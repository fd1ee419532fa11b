// Builds the kernels: reads their signatures from src/kernels, writes what ties them to the engine, compiles them to WebAssembly.
//
//   out/kernels/dispatch.ts               opcode → call, for the program walker
//   src/kernels/tiles/loops.generated.ts  the loops of products, unrolled (tiles.mjs)
//   src/engine/kernels.generated.ts       one typed function for each kernel, giving an instruction
//   dist/kernels.wasm
//   dist/kernels-fast.wasm                the same with multiplications and additions joined as the machine likes it (--fast-math)
//
// A kernel is an exported function that returns nothing and ends in `begin: i32, end: i32`; a parameter called `scratch` gets the
// thread's own memory. Everything else in the folder is their own business.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { tilesSource } from "./tiles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "src/kernels");

/** Every kernel with its parameters, in order of file and place: its number is its opcode less one. */
export function readKernels() {
  const kernels = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
    for (const node of source.statements) {
      if (!ts.isFunctionDeclaration(node) || !node.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword))
        continue;
      const params = node.parameters.map((param) => ({
        name: param.name.getText(source),
        type: param.type.getText(source),
      }));
      const [begin, end] = params.splice(-2);
      if (begin?.name !== "begin" || end?.name !== "end") continue;
      const docs = ts.getJSDocCommentsAndTags(node)[0]?.getText(source) ?? "";
      kernels.push({ name: node.name.text, file: file.replace(/\.ts$/, ""), params, docs });
    }
  }
  return kernels;
}

const loads = { usize: "usize", i32: "i32", f32: "f32" };

function dispatchSource(kernels) {
  const imports = [...groupBy(kernels)];
  const lines = imports.map(
    ([file, list]) => `import { ${list.map(({ name }) => name).join(", ")} } from "../../src/kernels/${file}";`,
  );
  // exported, so that the compiler does not put every kernel into the one big switch below
  lines.push(`export { ${kernels.map(({ name }) => name).join(", ")} };`);
  lines.push(
    'import { begin as beginProgram, dismiss as dismissThreads, serve as serveThread } from "../../src/kernels/program";',
    "",
  );
  lines.push(
    "function dispatch(opcode: i32, args: usize, scratch: usize, begin: i32, end: i32): void {",
    "  switch (opcode) {",
  );
  kernels.forEach(({ name, params }, index) => {
    let word = 0;
    const args = params.map(({ name, type }) =>
      name === "scratch" ? "scratch" : `load<${loads[type]}>(args, ${4 * word++})`,
    );
    lines.push(`    case ${index + 1}: ${name}(${[...args, "begin", "end"].join(", ")}); break;`);
  });
  lines.push("  }", "}", "");
  lines.push(
    "export function begin(program: usize, control: usize, threads: i32): void { beginProgram(program, control, threads, dispatch); }",
  );
  lines.push(
    "export function serve(control: usize, thread: i32, threads: i32): void { serveThread(control, thread, threads, dispatch); }",
  );
  lines.push("export function dismiss(control: usize): void { dismissThreads(control); }", "");
  return lines.join("\n");
}

function groupBy(kernels) {
  const groups = new Map();
  for (const kernel of kernels) groups.set(kernel.file, [...(groups.get(kernel.file) ?? []), kernel]);
  return groups;
}

function engineSource(kernels) {
  const lines = [
    "// Written by scripts/kernels.mjs from the signatures in src/kernels.",
    'import { float, type Call, type Ref } from "./call";',
    "",
  ];
  kernels.forEach(({ name, params, docs }, index) => {
    const own = params.filter(({ name }) => name !== "scratch");
    const typed = own.map(({ name, type }) => `${name}: ${type === "usize" ? "Ref | number" : "number"}`).join(", ");
    const args = own.map(({ name, type }) => (type === "f32" ? `float(${name})` : name)).join(", ");
    const scratch = params.length > own.length;
    if (docs) lines.push(docs);
    lines.push(
      `export const ${name} = (${typed}): Call => ({ kernel: "${name}", opcode: ${index + 1}, args: [${args}], usesScratch: ${scratch} });`,
      "",
    );
  });
  const names = Object.fromEntries(
    kernels.map(({ name, params }) => [name, params.map(({ name }) => name).filter((param) => param !== "scratch")]),
  );
  lines.push(
    "/** What the arguments of each kernel's calls are called, in their order. */",
    `export const parameterNames: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(names)};`,
    "",
  );
  return lines.join("\n");
}

async function compile(entry, outFile, level, ...more) {
  const { default: asc } = await import("assemblyscript/asc");
  const features = ["--enable", "simd", "--enable", "threads", "--noAssert", "--runtime", "stub"];
  const memory = ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
  const quiet = ["--disableWarning", "201", "--disableWarning", "112"];
  const { error, stderr } = await asc.main(
    [entry, "--baseDir", root, "--outFile", outFile, level, ...features, ...memory, ...quiet, ...more],
    {},
  );
  if (error) throw new Error(`the kernels do not compile:\n${stderr.toString()}`);
}

/** Makes one module of the two. The tiles take their memory from the kernels, not from outside: it must not be thought to be another one. */
function merge(tileFile, outFile) {
  const [tiles, kernels] = [tileFile, "out/kernels/dispatch.wasm"].map((file) => join(root, file));
  const outside = Buffer.from("\x03env\x06memory");
  const bytes = readFileSync(tiles);
  bytes.write("own", bytes.indexOf(outside) + 1);
  writeFileSync(tiles, bytes);
  const program = join(dirname(createRequire(import.meta.url).resolve("binaryen/package.json")), "bin/wasm-merge");
  const features = [
    "simd",
    "relaxed-simd",
    "threads",
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
  ];
  const args = [kernels, "own", tiles, "tiles", "--output", join(root, outFile)];
  execFileSync(process.execPath, [program, ...args, ...features.map((name) => `--enable-${name}`)]);
}

export async function buildKernels() {
  const kernels = readKernels();
  mkdirSync(join(root, "out/kernels"), { recursive: true });
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(join(root, "out/kernels/dispatch.ts"), dispatchSource(kernels));
  writeFileSync(join(root, "src/kernels/tiles/loops.generated.ts"), tilesSource());
  writeFileSync(join(root, "src/engine/kernels.generated.ts"), engineSource(kernels));
  await compile("out/kernels/dispatch.ts", "out/kernels/dispatch.wasm", "-O3", "--exportStart", "start");
  const tiles = [
    ["out/kernels/tiles.wasm", "dist/kernels.wasm", []],
    ["out/kernels/tiles-fast.wasm", "dist/kernels-fast.wasm", ["--enable", "relaxed-simd"]],
  ];
  for (const [file, whole, more] of tiles) {
    await compile("src/kernels/tiles/index.ts", file, "-O1", "--noExportMemory", ...more);
    merge(file, whole);
  }
  return kernels;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const kernels = await buildKernels();
  console.log(`${kernels.length} kernels`);
}

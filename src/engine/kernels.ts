/** The compiled kernels. */
import { setFlagsFromString } from "node:v8";

/**
 * The V8 option that joins neighbouring vectors of 128 bits to one of 256, on x64 with AVX2. It must be given when a process starts, and only
 * to a Node that knows it (`acceptedFlags`).
 */
export const WIDER = "--experimental-wasm-revectorize";

/**
 * Compiles them with V8's optimizing compiler alone: full speed from the first step, and V8 11 (Node 20) returns too early from a wait
 * in code of its baseline compiler when that is replaced meanwhile.
 */
export function compileKernels(bytes: Uint8Array): WebAssembly.Module {
  setFlagsFromString("--no-liftoff");
  return new WebAssembly.Module(bytes);
}

/**
 * The kernels of a job: with `fast` those that join multiplications and additions as the machine likes it, where its WebAssembly can do that
 * (relaxed SIMD; Node 20 cannot). `read` gives a file of this program.
 */
export function kernelBytes(read: (name: string) => Uint8Array, fast: boolean): Uint8Array {
  const bytes = read(fast ? "kernels-fast.wasm" : "kernels.wasm");
  return fast && !WebAssembly.validate(bytes) ? read("kernels.wasm") : bytes;
}

/** The same beside other work, with every function compiled at the end of it: otherwise V8 compiles each when it is first called. */
export async function compileAhead(bytes: Uint8Array): Promise<WebAssembly.Module> {
  setFlagsFromString("--no-liftoff");
  setFlagsFromString("--no-wasm-lazy-compilation");
  try {
    return await WebAssembly.compile(bytes);
  } finally {
    setFlagsFromString("--wasm-lazy-compilation");
  }
}

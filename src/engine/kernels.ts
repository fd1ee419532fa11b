/** The compiled kernels. */
import { setFlagsFromString } from "node:v8";

/**
 * Compiles them with V8's optimizing compiler alone: full speed from the first step, and V8 11 (Node 20) returns too early from a wait
 * in code of its baseline compiler when that is replaced meanwhile.
 */
export function compileKernels(bytes: Uint8Array): WebAssembly.Module {
  setFlagsFromString("--no-liftoff");
  return new WebAssembly.Module(bytes);
}

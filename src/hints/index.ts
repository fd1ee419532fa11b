/** Every hint. Adding one is a file and a line here. */
import type { Hint } from "./hint";

export const hints: readonly Hint[] = [];

/** Bugs to plant into the engine, one at a time. Those in kernels come last, because they are compiled anew. */
import { inKernels } from "./kernels.mjs";
import { inMeaning } from "./meaning.mjs";
import { inRuns } from "./runs.mjs";

export const bugs = [...inMeaning, ...inRuns, ...inKernels];

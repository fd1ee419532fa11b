/** Bugs to plant into the engine, one at a time. Numbers are kept: new ones come last. */
import { inKernels } from "./kernels.mjs";
import { inLayers } from "./layers.mjs";
import { inMeaning } from "./meaning.mjs";
import { inRuns } from "./runs.mjs";
import { inSequences } from "./sequences.mjs";

export const bugs = [...inMeaning, ...inRuns, ...inKernels, ...inLayers, ...inSequences];

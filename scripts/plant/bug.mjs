/** What a planted bug is: the text that is replaced stands once in its file, and these tests, `[file, names]`, must notice it. */
const tests = (file) => (names) => [file, names];
export const gradients = tests("test/ops/gradients.test.ts");
export const fused = tests("test/ops/fused.test.ts");
export const kernels = tests("test/engine/kernels.test.ts");
export const golden = tests("test/engine/golden.test.ts");
export const goldenTraining = tests("test/engine/goldenTraining.test.ts");
export const limits = tests("test/train/penaltiesAndConstraints.test.ts");
export const callbacks = tests("test/train/callbacks.test.ts");
export const runs = tests("test/engine/training.test.ts");
export const runsWithCallbacks = tests("test/engine/callbacks.test.ts");
export const classWeights = tests("test/engine/classWeights.test.ts");
export const sampleWeights = tests("test/engine/sampleWeights.test.ts");
export const optimizerArguments = tests("test/train/optimizerArguments.test.ts");
export const together = tests("test/engine/together.test.ts");
export const memory = tests("test/engine/memoryNeed.test.ts");

/** The pattern of names keeps the run short. */
export const bug = (what, file, find, replace, ...tests) => ({ what, file, find, replace, tests });

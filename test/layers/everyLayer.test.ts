// Every layer of Keras 3 is known, and trains: what it computes is compared with Keras in train/everyName.test.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layerByType } from "../../src/layers/index";

/** What Keras exports beside layers: bases, parts of others, and tools for bounding boxes. */
const noLayers =
  "Wrapper InputSpec Layer MaxNumBoundingBoxes IndexLookup Pipeline GRUCell LSTMCell SimpleRNNCell StackedRNNCells";
/** A function of the file's own, which is followed where it can be (formats/kerasPython/layers/lambda.ts). */
const followed = "Lambda";

test("every layer of Keras is known", () => {
  const names = readFileSync(join(import.meta.dirname, "../fixtures/keras/layerNames.txt"), "utf8")
    .trim()
    .split("\n");
  expect(names.length).toBeGreaterThan(140);
  const missing = names.filter((name) => !layerByType.has(name));
  expect(missing).toEqual(names.filter((name) => [...noLayers.split(" "), followed].includes(name)));
});

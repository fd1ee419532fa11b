// Every layer of Keras 3: it trains, or stands here with the sentence that the user sees.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layerByType } from "../../src/layers/index";
import { input } from "../../src/ops/op";
import { lower, Untrainable } from "../../src/train/lower";
import { readModel } from "../support/reader";

/** What Keras exports beside layers: bases, parts of others, and tools for bounding boxes. */
const noLayers =
  "Wrapper InputSpec Layer MaxNumBoundingBoxes IndexLookup Pipeline GRUCell LSTMCell SimpleRNNCell StackedRNNCells";

/** How each is called, the shape of its input, and why it is refused. */
const refused: Readonly<Record<string, readonly [call: string, shape: string, reason: string]>> = {
  StringLookup: ["StringLookup(vocabulary=['a'])", "(1,)", "it takes words, and the engine works on numbers"],
  TextVectorization: [
    "TextVectorization(output_sequence_length=4)",
    "(1,)",
    "it takes texts, and the engine works on numbers",
  ],
  HashedCrossing: ["HashedCrossing(3)", "(1,)", "hashes of pairs are not in the engine"],
  Hashing: ["Hashing(3)", "(1,)", "hashes of words are not in the engine"],
};

const names = readFileSync(join(import.meta.dirname, "../fixtures/keras/layerNames.txt"), "utf8")
  .trim()
  .split("\n");

describe("every layer of Keras", () => {
  const others = names.filter((name) => !noLayers.split(" ").includes(name) && name !== "Lambda");
  test("is known, or refused with a reason", () => {
    const missing = others.filter((name) => !layerByType.has(name) && !Object.hasOwn(refused, name));
    expect(missing).toEqual([]);
  });

  for (const [name, [call, shape, reason]] of Object.entries(refused))
    test(`${name} is refused with its reason`, () => {
      expect(names).toContain(name);
      const source = `import keras\nfrom keras import layers\nx = keras.Input(${shape})\nm = keras.Model(x, layers.${call}(${name === "HashedCrossing" ? "[x, x]" : "x"}))\n`;
      const sizes = [...shape.matchAll(/\d+/g)].map(([size]) => Number(size));
      let error: unknown;
      try {
        lower(readModel(source), [input("x0", [2, ...sizes])], true, 1);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(Untrainable);
      expect((error as Untrainable).message).toContain(`${name} “`);
      expect((error as Untrainable).message).toContain(reason);
    });
});

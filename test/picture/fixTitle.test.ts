import { expect, test } from "vitest";
import { fixTitle } from "../../src/picture/fixTitle";
import { english } from "../../src/picture/text";
import { readModel } from "../support/reader";

const head = "import keras\nfrom keras import layers\n";
const titleOf = (text: string, node: string): string =>
  fixTitle(
    { title: "Turn the bias off", edits: [{ kind: "setParam", node, param: "use_bias", value: false }] },
    readModel(head + text),
    english,
  );

test("a fix of a layer that a loop makes says that it changes all passes", () => {
  const loop =
    "x = entry = keras.Input((8,))\nfor _ in range(3):\n    x = layers.Dense(8)(x)\nmodel = keras.Model(entry, x)\n";
  expect(titleOf(loop, "dense_1")).toBe("Turn the bias off (all 3 layers that this line makes)");
});

test("so does one of a layer that a helper function or a comprehension makes", () => {
  const helper =
    "def block(x):\n    return layers.Dense(8)(x)\nentry = keras.Input((8,))\nmodel = keras.Model(entry, block(block(entry)))\n";
  expect(titleOf(helper, "dense")).toMatch(/all 2 layers/);
  const list = "model = keras.Sequential([keras.Input((8,)), *[layers.Dense(n) for n in (4, 5, 6)]])\n";
  expect(titleOf(list, "dense_2")).toMatch(/all 3 layers/);
});

test("a layer that is written once is named alone, however often it is called", () => {
  const shared =
    "entry = keras.Input((8,))\nlayer = layers.Dense(8)\nmodel = keras.Model(entry, layer(layer(entry)))\n";
  expect(titleOf(shared, "dense")).toBe("Turn the bias off");
  expect(titleOf("model = keras.Sequential([keras.Input((8,)), layers.Dense(2), layers.Dense(2)])\n", "dense")).toBe(
    "Turn the bias off",
  );
});

import { describe, expect, test } from "vitest";
import { choicesAt } from "../../src/picture/choices";
import { kerasJson } from "../../src/formats/kerasJson";
import { paint } from "../../src/picture/document";
import { read } from "../support/reader";

const base = `import keras
from keras import layers
model = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="first"), layers.Dense(2)])
`;
const picture = paint(base, read(base), { hints: [] });

/** What is offered at the bar, with the text that it would replace in front. */
function offered(line: string): readonly string[] | undefined {
  const text = base + line.replace("|", "");
  const found = choicesAt(picture, text, base.length + line.indexOf("|"));
  return found && [text.slice(found.place.start, found.place.end), ...found.choices.map(({ text: one }) => one)];
}

describe("between quotes stands", () => {
  test("an activation", () => {
    const all = offered('layers.Dense(4, activation="re|")');
    expect(all?.[0]).toBe("re");
    expect(all).toEqual(expect.arrayContaining(["relu", "softmax", "gelu"]));
    expect(offered("layers.Activation('|')")).toContain("relu");
    expect(offered('layers.Dense(4, "|")')).toContain("relu");
  });
  test("one of few values", () => {
    expect(offered('layers.Conv2D(4, (3, 3), padding="|")')).toEqual(["", "valid", "same"]);
    expect(offered('layers.Conv1D(4, 3, padding="ca|")')).toContain("causal");
  });
  test("an initializer, in one spelling", () => {
    const all = offered("layers.Dense(4, kernel_initializer='he|_x')");
    expect(all?.[0]).toBe("he_x");
    expect(all).toContain("he_normal");
    expect(all).not.toContain("HeNormal");
  });
  test("what a model is compiled with", () => {
    expect(offered('model.compile("|")')).toContain("adam");
    expect(offered('model.compile("adam", "|")')).toContain("categorical_crossentropy");
    expect(offered('model.compile(optimizer="adam", loss="sp|')).toContain("sparse_categorical_crossentropy");
    expect(offered('model.compile("adam", "mse", metrics=["|"])')).toContain("accuracy");
    expect(offered('model.compile("adam", "mse", metrics=["accuracy", "|"])')).toContain("accuracy");
  });
  test("a layer's name", () => {
    expect(offered('model.get_layer("|")')).toEqual(["", "input_layer", "first", "dense"]);
    expect(offered("model.get_layer(name='f|')")).toContain("first");
  });
  test("in a call over several lines", () => {
    expect(offered('layers.Dense(\n    4,  # units\n    activation="|",\n)')).toContain("relu");
  });
});

test("in JSON stands what the layer around takes", () => {
  const text = `{"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": [
    {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "relu"}}]},
    "compile_config": {"loss": "mse", "metrics": ["accuracy"]}}`;
  const json = paint(text, kerasJson.read({ name: "m.json", text }), { hints: [] });
  const at = (part: string): readonly string[] =>
    choicesAt(json, text, text.indexOf(part) + 1)?.choices.map(({ text: one }) => one) ?? [];
  expect(at("elu")).toContain("softmax");
  expect(at("se")).not.toContain("softmax");
  expect(at("ccuracy")).toContain("binary_accuracy");
  expect(at('d", "units')).toEqual([]);
});

describe("nothing is offered", () => {
  for (const line of [
    'print("|")',
    'layers.Dense(4, name="|")',
    "layers.Dense(4, activation=|)",
    'x = "|"',
    'model.compile("adam", {"a": "|"})',
    '# layers.Dense(4, activation="|")',
    'layers.Dense(4, activation="relu")|',
    'open("|")',
  ])
    test(line, () => {
      expect(offered(line)).toBeUndefined();
    });
});

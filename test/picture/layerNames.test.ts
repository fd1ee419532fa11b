import { describe, expect, test } from "vitest";
import { applied } from "../support/editCases";
import { paint, type Picture } from "../../src/picture/document";
import { layerNameAt, refusedName } from "../../src/picture/layerNames";
import { read } from "../support/reader";

const text = `import keras, numpy as np
from keras import layers
inputs = keras.Input((8,), name="data")
x = layers.Dense(4, name='hidden')(inputs)
a = layers.Dense(1, name="price")(x)
b = layers.Dense(2, name=f"kind")(x)
model = keras.Model(inputs, [a, b])
model.compile("adam", loss={"price": "mse", "kind": "mse"}, metrics={'price': "mae"})
model.fit({"data": np.zeros((10, 8))}, {"price": np.zeros(10), "kind": np.zeros((10, 2))})
probe = keras.Model(model.input, model.get_layer("hidden").output)
other = {"price": 3}
print("price", model.get_layer(name="price"))
`;
const picture: Picture = paint(text, read(text), { hints: [] });
const at = (part: string): ReturnType<typeof layerNameAt> => layerNameAt(picture, text.indexOf(part) + 1);

/** The text after a layer gets another name. */
function renamed(part: string, wanted: string): string {
  const { of } = at(part)!;
  return applied(
    text,
    [...of.given, ...of.uses].map((span) => ({ span, text: wanted })),
  );
}

describe("a layer's name", () => {
  test("is found where it is given and where it is used", () => {
    expect(at("hidden')")?.of.name).toBe("hidden");
    expect(at('hidden").output')?.of.name).toBe("hidden");
    expect(at('price": "mse"')?.of.name).toBe("price");
    expect(at("price': ")?.of.name).toBe("price");
  });
  test("is no other text that reads the same", () => {
    expect(at('price": 3')).toBeUndefined();
    expect(at('price", model')).toBeUndefined();
  });
  test("is left alone where the file computes it", () => {
    expect(at('kind")(x)')).toBeUndefined();
  });
  test("changes everywhere at once", () => {
    const after = renamed('price")(x)', "cost");
    expect(after).toContain('name="cost")(x)');
    expect(after).toContain(`loss={"cost": "mse", "kind": "mse"}, metrics={'cost': "mae"}`);
    expect(after).toContain('{"cost": np.zeros(10)');
    expect(after).toContain('get_layer(name="cost")');
    expect(after).toContain('other = {"price": 3}');
    expect(after).toContain('print("price"');
    const [model] = read(after).models;
    expect(model!.nodes.map(({ name }) => name)).toContain("cost");
  });
  test("is refused when Keras could not take it", () => {
    expect(refusedName(picture, "price", "cost")).toBeUndefined();
    expect(refusedName(picture, "price", "price")).toBeUndefined();
    expect(refusedName(picture, "price", "hidden")).toBe("taken");
    expect(refusedName(picture, "price", "a/b")).toBe("slash");
    expect(refusedName(picture, "price", " ")).toBe("empty");
  });
});

/** A file that is typed into is read as if every version of it were the first. */
import { expect, test } from "vitest";
import type { TextFormat } from "../../src/formats/format";
import { kerasNotebook } from "../../src/formats/kerasNotebook";
import { keystrokes } from "../support/keystrokes";
import { modelFiles } from "../support/modelFiles";
import { asNotebook } from "../support/mutants";
import { format } from "../support/reader";
import { reworkings } from "../support/reworkings";

let fresh = 0;

/** Reads so many versions, each as the file that it was before and as one of which nothing is remembered; gives how many models there were. */
function compare(reader: TextFormat, name: string, versions: Iterable<string>, count: number): number {
  let models = 0;
  let left = count;
  for (const text of versions) {
    if (left-- === 0) break;
    const reading = reader.read({ name, text });
    models += reading.models.length;
    const now = JSON.stringify(reading);
    const expected = JSON.stringify(reader.read({ name: `alone-${fresh++}-${name}`, text }));
    if (now !== expected)
      expect({ text, reading: JSON.parse(now) as unknown }).toEqual({ text, reading: JSON.parse(expected) as unknown });
  }
  return models;
}

test("typing into every file gives the readings of the texts as they are", () => {
  let models = 0;
  for (const [i, text] of modelFiles().entries()) {
    const name = `typed-${i}.py`;
    format.read({ name, text });
    models += compare(format, name, keystrokes(text, i + 1), 20);
  }
  expect(models).toBeGreaterThan(500);
}, 120_000);

test("working every file over gives the readings of the texts as they are", () => {
  let models = 0;
  for (const [i, text] of modelFiles().entries()) {
    const name = `reworked-${i}.py`;
    format.read({ name, text });
    models += compare(format, name, reworkings(text, i + 1), 10);
  }
  expect(models).toBeGreaterThan(300);
}, 120_000);

test("files that hold the same twice stay apart", () => {
  let models = 0;
  const files = modelFiles().filter((text) => text.length < 3000);
  for (const [i, text] of files.entries()) {
    const name = `twice-${i}.py`;
    const twice = `${text}\n${files[(i + 1) % files.length]!}\n${text}`;
    format.read({ name, text: twice });
    models += compare(format, name, reworkings(twice, i + 1), 4);
  }
  expect(models).toBeGreaterThan(300);
}, 120_000);

test("working cells of notebooks over gives the readings of the notebooks as they are", () => {
  const notebook = kerasNotebook(format);
  let models = 0;
  for (const [i, text] of modelFiles().entries()) {
    const name = `cells-${i}.ipynb`;
    notebook.read({ name, text: asNotebook(text) });
    models += compare(notebook, name, cellsOf(reworkings(text, i + 100)), 4);
  }
  expect(models).toBeGreaterThan(100);
}, 120_000);

/** Names that the text looks at, layers that keep what is done with them, and counting that begins anew. */
const counted = `
import keras
from keras import layers

class Scaled(layers.Layer):
    def __init__(self, units=32, **kwargs):
        super().__init__(**kwargs)
        self.inner = layers.Dense(units)
        self.norm = layers.BatchNormalization()

    def call(self, inputs):
        return self.norm(self.inner(inputs)) * 2.0

class Lazy(layers.Layer):
    def call(self, inputs):
        return layers.Dense(3)(inputs)

lazy = Lazy()
shared = Scaled(8)
double = layers.Lambda(lambda x: x * 2)

def unused(width=3):
    inputs = keras.Input((8,))
    x = shared(inputs)
    x = lazy(double(x))
    return keras.Model(inputs, layers.Dense(width)(x))

def another(width=3):
    inputs = keras.Input((16,))
    return keras.Model(inputs, double(shared(inputs)))

first = keras.Sequential([layers.Dense(4), layers.Dense(5)])
first.build((None, 3))
name = first.layers[-1].name
second = keras.Sequential([keras.Input((4,)), layers.Dense(7, name=f"{name}_after"), layers.Dense(2)])
third = keras.Sequential([keras.Input((4,)), layers.Dense(7), layers.Dense(2), Scaled(3)])
head = third.get_layer("dense_4")
inputs = keras.Input((4,))
fourth = keras.Model(inputs, head(shared(inputs)))
keras.backend.clear_session()
fifth = keras.Sequential([layers.Dense(1), Scaled(2), double])
fifth.compile("adam", "mse")
for layer in third.layers:
    layer.trainable = False
    if layer.name.endswith("_4"):
        layer.trainable = True
sixth = keras.models.clone_model(third)
print(sixth.layers[0].name)
`;

test("what rests on automatic names and on layers of the file's own is read as in the text as it is", () => {
  format.read({ name: "counted.py", text: counted });
  expect(compare(format, "counted.py", reworkings(counted, 1), 150)).toBeGreaterThan(300);
}, 120_000);

function* cellsOf(versions: Iterable<string>): Generator<string> {
  for (const version of versions) yield asNotebook(version);
}

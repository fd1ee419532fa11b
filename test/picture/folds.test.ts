/** What can be folded in a text with models. */
import { expect, test } from "vitest";
import { foldsOf, modelSpans } from "../../src/picture/folds";
import { paint } from "../../src/picture/document";
import { read } from "../support/reader";

const text = `import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((4,)))
for units in [8, 4]:
    model.add(layers.Dense(units))

    model.add(layers.ReLU())
model.add(layers.Dense(1))

other = keras.Sequential([
    layers.Dense(
        3,
    ),
    layers.Dense(2),
])
print(model)
`;

/** The first and the last line of each, as they stand in the text. */
const shown = (folds: readonly { readonly start: number; readonly end: number }[]): readonly string[] =>
  folds.map(({ start, end }) => `${text.split("\n")[start]!.trim()} … ${text.split("\n")[end]!.trim()}`);

test("models from where they are made to their last layer, loops, and what is written on several lines", () => {
  const picture = paint(text, read(text), { hints: [] });
  expect(shown(foldsOf(text, modelSpans(picture)))).toEqual([
    "model = keras.Sequential() … model.add(layers.Dense(1))",
    "for units in [8, 4]: … model.add(layers.ReLU())",
    "other = keras.Sequential([ … ])",
    "layers.Dense( … 3,",
  ]);
});

test("a text without models is folded by its blocks", () => {
  expect(shown(foldsOf(text, []))).toHaveLength(3);
});

/** Data sets of tensorflow_datasets by name: the steps that they become, and what is said where their file is not on this machine. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { follow } from "../../src/data/recipe/follow";
import { diskFiles } from "../../src/engine/files";
import { read } from "../support/reader";

const fitOf = (...lines: readonly string[]) => {
  const text = [
    "import tensorflow as tf",
    "import tensorflow_datasets as tfds",
    "model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])",
    'model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))',
    ...lines,
  ].join("\n");
  return read(text).models[0]!.training!.fits[0]!;
};
const mnist = fitOf(
  'train, test = tfds.load("mnist", split=["train[:80%]", "train[80%:]+test"], as_supervised=True)',
  "scaled = lambda image, label: (tf.cast(image, tf.float32) / 255.0, label)",
  "model.fit(train.map(scaled).batch(32), validation_data=test.map(scaled).batch(32))",
);
const stepsOf = ({ recipe }: NonNullable<typeof mnist.train>) => recipe!.steps.map(({ does }) => does);

test("a part of a set that Keras has, too", () => {
  const { steps } = mnist.train!.recipe!;
  expect(steps[0]).toMatchObject({ does: "keras_dataset", settings: { name: "mnist", published: true } });
  expect(steps).toContainEqual(expect.objectContaining({ does: "pick", settings: { name: "x_train" } }));
  expect(steps).toContainEqual(expect.objectContaining({ does: "part", settings: { start: 0, stop: 48000 } }));
  expect(stepsOf(mnist.validation!)).toContain("concatenate");
  expect(mnist.validation!.recipe!.steps).toContainEqual(
    expect.objectContaining({ does: "part", settings: { start: 48000, stop: 60000 } }),
  );
});

test("the sentence where the file is not there", async () => {
  const { recipe } = mnist.train!;
  const nowhere = join(import.meta.dirname, "nowhere");
  const context = {
    tools: { files: diskFiles, kerasFolder: nowhere },
    tell: () => undefined,
    note: () => undefined,
    seed: 0,
  };
  await expect(follow(recipe!, [...recipe!.x], context)).rejects.toThrow(
    "tensorflow_datasets keeps its sets in ~/tensorflow_datasets, in TFRecord files that are not read here; Keras has the same samples in a file of its own. keras.datasets.mnist is not on this machine. Download https://",
  );
});

test("sets that are not read are named, with what to do", () => {
  const unknown = fitOf('model.fit(tfds.load("nobodys_set", split="train", as_supervised=True).batch(8))');
  expect(unknown.train!.source).toMatchObject({
    unknown: expect.stringMatching(
      /tensorflow_datasets downloads “nobodys_set” to ~\/tensorflow_datasets when.*choose the folder or file/,
    ) as string,
  });
  const part = fitOf('model.fit(tfds.load("mnist", split="dev", as_supervised=True).batch(8))');
  expect(part.train!.source).toMatchObject({ unknown: "the part “dev” of mnist is not known" });
});

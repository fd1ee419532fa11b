// Lists of labels without places (CTC), from the model's file to the last epoch.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { writeNpz } from "../../src/base/npz";
import { read } from "../support/reader";
import { newFolder, plainJob, train } from "../support/training";

const file = (metrics = ""): string =>
  [
    "import keras",
    "from keras import layers",
    "x = keras.Input((6, 4))",
    "y = layers.Dense(4)(layers.Conv1D(8, 3, padding='same', activation='relu')(x))",
    "model = keras.Model(x, y)",
    `model.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.CTC()${metrics})`,
    "",
  ].join("\n");

/** Six frames that show up to three labels, each for one frame or two, with frames of nothing between; sample i is the i-th such list. */
async function lists(count: number): Promise<string> {
  const [frames, labels] = [new Float32Array(count * 6 * 4), new Float32Array(count * 3)];
  for (let i = 0; i < count; i++) {
    let frame = i % 2;
    for (let n = 0; n < 1 + (i % 3) && frame < 6; n++) {
      const label = 1 + ((i + n * (1 + (i % 2))) % 3);
      labels[i * 3 + n] = label;
      for (let k = 0; k < 1 + ((i + n) % 2) && frame < 6; k++) frames[(i * 6 + frame++) * 4 + label] = 1;
      if (frame < 6) frames[(i * 6 + frame++) * 4] = 1;
    }
  }
  const path = join(newFolder(), "lists.npz");
  writeFileSync(
    path,
    await writeNpz(
      new Map([
        ["x", { shape: [count, 6, 4], data: frames }],
        ["y", { shape: [count, 3], data: labels }],
      ]),
    ),
  );
  return path;
}

const jobOf = (source: string, data: string) => ({
  ...plainJob,
  ...draftJob(infer(read(source).models[0]!)),
  data: { source: data, scale: true },
  epochs: 30,
  batchSize: 16,
  out: newFolder(),
});

test("a model learns to read lists of labels", async () => {
  const { epochs } = await train(jobOf(file(), await lists(60)));
  expect(epochs[0]!.loss).toBeGreaterThan(2);
  expect(epochs.at(-1)!.loss).toBeLessThan(0.3 * epochs[0]!.loss);
});

test("made-up data have lists too", async () => {
  const { epochs } = await train({ ...jobOf(file(), "builtin:random?samples=32"), epochs: 1 });
  expect(epochs[0]!.loss).toBeGreaterThan(0);
});

test("metrics beside it are refused", async () => {
  await expect(train(jobOf(file(", metrics=['accuracy']"), await lists(4)))).rejects.toThrow(
    "is compared with lists, and metrics take one answer for each: leave its metrics out",
  );
});

test("a target of single classes is refused", async () => {
  const path = join(newFolder(), "classes.npz");
  const x = { shape: [4, 6, 4], data: new Float32Array(96) };
  writeFileSync(
    path,
    await writeNpz(
      new Map([
        ["x", x],
        ["y", { shape: [4], data: Float32Array.of(0, 1, 2, 1) }],
      ]),
    ),
  );
  await expect(train(jobOf(file(), path))).rejects.toThrow("a loss for sequences wants a list of class numbers");
});

// What the training process says, in the user's language: here one that shouts.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { fill } from "../../src/base/fill";
import { explain, type Broken } from "../../src/engine/broken";
import type { Node } from "../../src/model/graph";
import { saidIn, trainerTexts } from "../../src/protocol/trainerTexts";

const shout = (message: string): string => saidIn(message, (text, ...values) => fill(text.toUpperCase(), ...values));

describe("sentences are found in a message", () => {
  test.each([
    [
      "model.py, line 3: Capsule “n1” cannot be trained yet: Batchwise has no Capsule in its engine",
      "model.py, line 3: CAPSULE “n1” CANNOT BE TRAINED YET: BATCHWISE HAS NO Capsule IN ITS ENGINE",
    ],
    [
      "m.py: Fft2 “fft2” cannot be trained yet: it is an operation on tensors, not a layer, and the engine has no operation Fft2",
      "m.py: Fft2 “fft2” CANNOT BE TRAINED YET: IT IS AN OPERATION ON TENSORS, NOT A LAYER, AND THE ENGINE HAS NO OPERATION Fft2",
    ],
    [
      "Training needs 8 GB of memory, and 2 GB can be had. What would fit: a batch size of 12, or images of 96×96 with a batch size of 64.",
      "TRAINING NEEDS 8 GB OF MEMORY, AND 2 GB CAN BE HAD. WHAT WOULD FIT: A BATCH SIZE OF 12, OR IMAGES OF 96×96 WITH A BATCH SIZE OF 64.",
    ],
    [
      "val_loss has not become better for 2 epochs; the best was 0.1234 in epoch 7, whose weights are taken.",
      "val_loss HAS NOT BECOME BETTER FOR 2 EPOCHS; THE BEST WAS 0.1234 IN EPOCH 7, WHOSE WEIGHTS ARE TAKEN.",
    ],
    ["something of which nothing is known.", "something of which nothing is known."],
  ])("%s", (message, said) => expect(shout(message).toLowerCase()).toBe(said.toLowerCase()));

  test.each([
    ["cannot be trained yet", "Capsule “n1” cannot be trained yet: Batchwise has no Capsule in its engine"],
    ["the best was", "loss has not become better for 1 epoch; the best was 0.5 in epoch 2."],
  ])("%s is not left as it was", (part, message) => expect(shout(message)).not.toContain(part));
});

test("all that is said of numbers that break is known", () => {
  const node: Node = { id: "a", name: "a", type: "LSTM", args: {}, inputs: [] };
  const looks = [
    undefined,
    { kind: "activation", name: "x", layer: node },
    { kind: "loss", name: "total" },
    { kind: "gradient", name: "g", weight: "a/kernel" },
  ] as const;
  const inputs = [Float32Array.of(1), Float32Array.of(900), Float32Array.of(NaN), undefined];
  for (const first of looks)
    for (const own of inputs)
      for (const loss of [NaN, Infinity, undefined])
        for (const checkpoint of [undefined, "checkpoint-5.npz"]) {
          const batch = own && { inputs: own, targets: Float32Array.of(0), indices: [0], count: 1 };
          const broken: Broken = {
            epoch: 1,
            step: 2,
            loss,
            learningRate: 0.01,
            batchSize: 1,
            checkpoint,
            ...(first && { first }),
            ...(batch && { batch }),
          };
          expect(saidIn(explain(broken).message, () => "").trim()).toBe("");
        }
});

test("every text is still said somewhere", () => {
  const root = resolve(import.meta.dirname, "../../src");
  const files = ["engine", "train", "layers"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
  );
  const code = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n")
    .replace(/["`] \+\s+["`]/g, "");
  // put together of parts in the code; the tests above have them whole
  const composed = /^(?:The loss became|Weights became|Batchwise has no|\{0\} has not become better for 1 epoch;)/;
  const plain = trainerTexts.filter((text) => !composed.test(text));
  const lost = plain.filter((text) =>
    text
      .split(/\{\d\}/)
      .flatMap((part) => part.split(/[.:;,(]/))
      .some((part) => part.trim().length > 14 && !code.includes(part.trim())),
  );
  expect(lost).toEqual([]);
});

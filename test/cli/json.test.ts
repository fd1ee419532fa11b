/** Models in JSON, and in Keras's archives, on the command line. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "batchwise-json-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ["keras2_sequential.json", "twins.json", "nested.json", "archive.keras"])
  copyFileSync(join(root, "test/fixtures/kerasJson", name), join(folder, name));

const batchwise = (...args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { stdout, stderr, status };
};

test("a summary, of JSON and of an archive", () => {
  const { stdout, stderr, status } = batchwise("summary", "twins.json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^twins \(Functional\)/);
  expect(stdout).toContain("37 parameters: 31 trainable, 6 not");
  const archive = batchwise("summary", "archive.keras");
  expect(archive.stderr).toBe("");
  expect(archive.stdout).toContain("stem (Conv2D)");
});

test("findings with their places, and fixes that change only what they say", () => {
  const found = batchwise("check", "keras2_sequential.json").stdout;
  expect(found).toMatch(/^keras2_sequential\.json:\d+:\d+: info: .*\[bias-before-normalization\] \(can be fixed\)$/m);
  const before = readFileSync(join(folder, "keras2_sequential.json"), "utf8");
  batchwise("check", "--fix", "keras2_sequential.json");
  const after = readFileSync(join(folder, "keras2_sequential.json"), "utf8");
  expect(after).not.toBe(before);
  expect(after.split("\n")).toHaveLength(before.split("\n").length);
  expect(batchwise("check", "keras2_sequential.json").stdout).not.toContain("[bias-before-normalization]");
});

test("what cannot be done is said", () => {
  expect(batchwise("check", "--fix", "archive.keras").stderr).toContain("An archive is only read");
  writeFileSync(join(folder, "package.json"), '{"name": "keras"}');
  const { stderr, status } = batchwise("summary", "package.json");
  expect(stderr).toContain("This is no Keras model: neither Python that imports keras or tensorflow, nor the JSON");
  expect(status).not.toBe(0);
  writeFileSync(join(folder, "broken.keras"), "PK no archive");
  expect(batchwise("summary", "broken.keras").stderr).toMatch(/broken\.keras: .+/);
});

test("a model that is a layer of another is looked through as well, and the whole is what is meant without a name", () => {
  const inner = JSON.parse(
    readFileSync(join(root, "test/fixtures/kerasJson/keras2_sequential.json"), "utf8"),
  ) as object;
  const dense = { class_name: "Dense", config: { name: "last", units: 2 } };
  const whole = { class_name: "Sequential", config: { name: "whole", layers: [inner, dense] } };
  writeFileSync(join(folder, "within.json"), JSON.stringify(whole, null, 2));
  const summary = batchwise("summary", "within.json").stdout;
  expect(summary).toMatch(/^whole \(Sequential\)/);
  expect(summary).not.toMatch(/^sequential \(Sequential\)$/m);
  expect(batchwise("summary", "--model", "sequential", "within.json").stdout).toMatch(/^sequential \(Sequential\)/);
  const found = batchwise("check", "within.json").stdout;
  expect(found.match(/\[bias-before-normalization\] \(can be fixed\)$/gm)).toHaveLength(1);
  batchwise("check", "--fix", "within.json");
  expect(readFileSync(join(folder, "within.json"), "utf8")).toContain('"use_bias": false');
  expect(batchwise("check", "within.json").stdout).not.toContain("[bias-before-normalization]");
});

test("a model in JSON is trained, also where its inner layers have no input of their own", () => {
  const layer = (class_name: string, config: object): object => ({ module: "keras.layers", class_name, config });
  const layers = [
    layer("InputLayer", { name: "image", batch_shape: [null, 8, 8, 1] }),
    layer("Sequential", {
      name: "body",
      layers: [
        layer("Conv2D", { name: "look", filters: 4, kernel_size: [3, 3], use_bias: false }),
        layer("BatchNormalization", { name: "norm" }),
      ],
    }),
    layer("GlobalAveragePooling2D", { name: "pool" }),
    layer("Dense", { name: "scores", units: 2, activation: "softmax" }),
  ];
  const compile_config = { optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] };
  const model = { ...layer("Sequential", { name: "digits", layers }), compile_config };
  writeFileSync(join(folder, "digits.json"), JSON.stringify(model));
  const made = ["--data", "builtin:random?samples=40", "--epochs", "2", "--threads", "1", "--out", "digits"];
  const { stdout, stderr, status } = batchwise("train", "digits.json", ...made, "--jsonl");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  interface Event {
    readonly event: string;
    readonly params?: number;
    readonly loss?: number;
    readonly accuracy?: number;
  }
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  expect(events[0]).toMatchObject({ event: "start", params: 36 + 16 + 10 });
  const epochs = events.filter(({ event }) => event === "epoch");
  expect(epochs).toHaveLength(2);
  for (const { loss } of epochs) expect(loss).toBeGreaterThan(0);
  expect(events.at(-1)).toMatchObject({ event: "end", reason: "done" });
});

/** A trained model for prediction alone, and theorems with numbers, on the command line. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readWeights } from "../../src/base/npz";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "batchwise-fold-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(
  join(folder, "net.py"),
  `from keras import Input, Sequential, layers

net = Sequential([
    Input((8, 8, 1)),
    layers.Conv2D(4, 3),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Flatten(),
    layers.Dense(3, activation="softmax"),
])
net.compile("adam", "sparse_categorical_crossentropy")
`,
);

const batchwise = (...args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { stdout, stderr, status };
};
const arraysIn = async (file: string): Promise<readonly string[]> => [
  ...(await readWeights(readFileSync(join(folder, file)))).keys(),
];

test("a theorem is checked with numbers, in words and in JSON", () => {
  const { stdout, status } = batchwise("check", "--prove", "net.py");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /\[bias-before-normalization\] \(can be fixed\)\n {4}Checked here: max \|Δ\| = \S+ in prediction and \S+ in training over 32 random samples/,
  );
  const [finding] = JSON.parse(batchwise("check", "--prove", "--json", "net.py").stdout) as [{ proof: object }];
  expect(finding.proof).toMatchObject({ kind: "same", samples: 32, holds: true });
  expect(batchwise("check", "net.py").stdout).not.toContain("max |Δ|");
});

test("a run's model is written without its normalization, and predicts the same", async () => {
  const trained = ["--data", "builtin:shapes?samples=32", "--image-size", "8x8", "--epochs", "1", "--threads", "1"];
  expect(batchwise("train", "net.py", ...trained, "--out", "run").status).toBe(0);
  const { stdout, stderr, status } = batchwise("fold", "run");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^One normalization is folded\.\n475 parameters, 491 before\.\nChecked here: max \|Δ\| = \S+ in prediction/,
  );
  const source = readFileSync(join(folder, "run/folded/model.py"), "utf8");
  expect(source).not.toContain("layers.BatchNormalization(");
  expect(source).toContain("layers.Conv2D(");
  expect(await arraysIn("run/folded/weights.npz")).toEqual([
    "conv2d/kernel",
    "conv2d/bias",
    "dense/kernel",
    "dense/bias",
  ]);
  expect((await arraysIn("run/best.npz")).some((name) => name.startsWith("batch_normalization/"))).toBe(true);
  const told = JSON.parse(batchwise("fold", "run", "--json", "--out", "other").stdout) as object;
  expect(told).toMatchObject({ model: "net", folded: 1, left: [], params: { before: 491, after: 475 } });
  expect(told).toMatchObject({ proof: { holds: true }, source: join("other", "model.py") });
});

test("what cannot be folded is said, and nothing is written", () => {
  writeFileSync(
    join(folder, "plain.py"),
    "import keras\nplain = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n",
  );
  const without = batchwise("fold", "plain.py");
  expect(without.stderr).toContain("Give the trained weights with --weights FILE.npz, or the folder of a run.");
  expect(without.status).toBe(2);
  const nothing = batchwise("fold", "plain.py", "--weights", "none.npz");
  expect(nothing.stderr).toContain("plain has no BatchNormalization right behind a layer that can take it in.");
  expect(nothing.status).toBe(2);
  expect(existsSync(join(folder, "folded"))).toBe(false);
});

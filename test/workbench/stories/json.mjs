/** A model in JSON, with a model within it, by keyboard alone: lens, shapes, a hint with its fix and the setting that ignores it, graph, training. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { panelWith } from "../steps.mjs";

const SETTINGS = ".vscode/settings.json";

const layer = (class_name, config) => ({ module: "keras.layers", class_name, config });
const image = (name) => layer("InputLayer", { name, batch_shape: [null, 28, 28, 1] });
/** A model whose first layers are a model, which has an input of its own or none. */
const modelWith = (...inputOfBody) => {
  const body = layer("Sequential", {
    name: "body",
    layers: [
      ...inputOfBody,
      layer("Conv2D", { name: "look", filters: 4, kernel_size: [3, 3], use_bias: true }),
      layer("BatchNormalization", { name: "norm" }),
      layer("ReLU", { name: "cut" }),
    ],
  });
  const pool = layer("GlobalAveragePooling2D", { name: "pool" });
  const scores = layer("Dense", { name: "scores", units: 2, activation: "softmax" });
  const whole = layer("Sequential", { name: "digits", layers: [image("image"), body, pool, scores] });
  const compile_config = { optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] };
  return JSON.stringify({ ...whole, compile_config }, null, 2);
};
const models = { "digits.json": modelWith(), "digits_built.json": modelWith(image("image_of_body")) };
const [MODEL, BUILT] = Object.keys(models);
const convLine = (name) => models[name].slice(0, models[name].indexOf('"Conv2D"')).split("\n").length;

/** Before the window opens: the list to open files from may know no newer ones. */
export function layOutJson(folder) {
  for (const [name, text] of Object.entries(models)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  writeFileSync(join(folder, SETTINGS), "{}");
}

export async function jsonStory({ page, folder, step, shot, palette, openFile, goTo, lightBulb, choose, ...tools }) {
  const { eventually, textOf } = tools;
  const { keyboard } = page;
  const line = (part) => page.locator(".monaco-editor .view-line", { hasText: part });
  const squiggle = page.locator(".monaco-editor .squiggly-info").first();

  for (const [name, kind] of [
    [BUILT, "its own input"],
    [MODEL, "no input of its own"],
  ])
    await step(`a model in JSON, with one of ${kind} in it: lenses, and the shapes of both`, async () => {
      await openFile(name);
      const lenses = page.locator(".codelens-decoration", { hasText: "Show graph" });
      await eventually(async () => assert.equal(await lenses.count(), 2));
      await goTo(convLine(name), `${convLine(name)}:24`);
      const shapes = {
        '"Conv2D"': "(None, 26, 26, 4) · 40 params",
        '"BatchNormalization"': "(None, 26, 26, 4) · 16 params",
        '"ReLU"': "(None, 26, 26, 4)",
      };
      for (const [layer, shown] of Object.entries(shapes))
        await eventually(async () => {
          const text = await textOf(line(layer).first());
          assert.ok(text.includes(shown), text);
        });
      await shot(`json-${name === MODEL ? "shapes" : "shapes-built"}`);
    });

  await step(
    "a hint in the model within: the light bulb offers all but a comment, for which JSON has no place",
    async () => {
      await squiggle.waitFor();
      const offered = await lightBulb(
        /Turn the bias off/,
        /Prove it/,
        /Explain/,
        /in this file \(in the folder's settings\)/,
      );
      assert.doesNotMatch(offered, /on this line/);
      await shot("json-actions");
    },
  );

  await step("its fix changes one word, and is one step to undo", async () => {
    await choose(/Turn the bias off/);
    await line('"use_bias": false').waitFor();
    await squiggle.waitFor({ state: "detached" });
    await keyboard.press("Control+z");
    await line('"use_bias": true').waitFor();
    await squiggle.waitFor();
  });

  await step("a setting of the folder ignores it in this file, and no longer when it is taken away", async () => {
    await lightBulb(/in the folder's settings/);
    await choose(/in the folder's settings/);
    await squiggle.waitFor({ state: "detached" });
    assert.deepEqual(JSON.parse(readFileSync(join(folder, SETTINGS), "utf8")), {
      "batchwise.hints.ignoredInFiles": { [MODEL]: ["bias-before-normalization"] },
    });
    writeFileSync(join(folder, SETTINGS), "{}");
    await squiggle.waitFor();
  });

  await step("its graph is drawn", async () => {
    await keyboard.press("Control+k");
    await keyboard.press("Control+g");
    await panelWith(page, 'svg.graph .card[aria-label*="pool"]');
    await shot("json-graph");
  });

  await step("it is trained on data that are asked for", async () => {
    await openFile(MODEL);
    await palette("Batchwise: Train Model");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "builtin:shapes" }).first().waitFor();
    await page.locator(".quick-input-widget input[type=text]").fill("builtin:shapes");
    await eventually(async () => assert.match(await textOf(rows.first()), /builtin:shapes/));
    await keyboard.press("Enter");
    await page.locator(".tab", { hasText: /Training of digits/ }).waitFor();
    const panel = await panelWith(page, "main.training .head");
    await panel.locator(".facts dd", { hasText: "builtin:shapes" }).first().waitFor();
    await panel.locator(".head .state", { hasText: "Done" }).waitFor();
    await shot("json-training");
    await palette("View: Close All Editors");
  });
}

/** What the source of a model offers, by keyboard alone: actions on a hint, switches, hovers, signatures, symbols, folding, a run folded for export. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { panelWith } from "../steps.mjs";

const FILE = "language.py";
const SETTINGS = ".vscode/settings.json";
const text = `import keras
from keras import layers

net = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Conv2D(8, 3),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(2, activation="softmax"),
])
net.compile("adam", "sparse_categorical_crossentropy")
net.fit(x, y, epochs=2, batch_size=16)  # batchwise: data=builtin:shapes?samples=64
`;

/** Before the window opens: the list to open files from may know no newer ones. */
export function layOutLanguage(folder) {
  writeFileSync(join(folder, FILE), text);
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  writeFileSync(join(folder, SETTINGS), "{}");
}

export async function languageStory({
  page,
  folder,
  step,
  shot,
  palette,
  openFile,
  goTo,
  lightBulb,
  choose,
  ...tools
}) {
  const { atLine, eventually, textOf } = tools;
  const { keyboard } = page;
  const line = (part) => page.locator(".monaco-editor .view-line", { hasText: part });
  /** The folder's settings, changed beside the window as another program would. */
  const settings = (values) => writeFileSync(join(folder, SETTINGS), JSON.stringify(values));

  await step(
    "the light bulb offers a fix, the same everywhere, a proof, an explanation, and to be left alone",
    async () => {
      await openFile(FILE);
      await page.locator(".codelens-decoration", { hasText: "8 layers" }).waitFor();
      await goTo(6, "6:14");
      const offered = await lightBulb(
        /Turn the bias off/,
        /\(all 2 in this file\)/,
        /Prove it/,
        /Explain/,
        /on this line/,
      );
      assert.match(offered, /Ignore .* in this file/);
      await shot("language-actions");
    },
  );

  await step("one of them fixes all of its kind in the file, and is one step to undo", async () => {
    await choose(/all 2 in this file/);
    await eventually(async () => assert.equal(await line("use_bias=False").count(), 2));
    await shot("language-fix-all");
    await keyboard.press("Control+z");
    await eventually(async () => assert.equal(await line("use_bias=False").count(), 0));
  });

  await step("what is sure is fixed by one command, and on save where the folder wants it", async () => {
    const inFile = () => readFileSync(join(folder, FILE), "utf8").match(/use_bias=False/g)?.length ?? 0;
    // what was undone a moment ago may still be read
    await eventually(async () => {
      await palette("Fix All");
      await line("use_bias=False").nth(1).waitFor({ timeout: 3000 });
    });
    assert.equal(inFile(), 0);
    await shot("language-fix-sure");
    await keyboard.press("Control+z");
    await eventually(async () => assert.equal(await line("use_bias=False").count(), 0));
    settings({ "editor.codeActionsOnSave": { "source.fixAll.batchwise": "explicit" } });
    await eventually(async () => {
      await keyboard.press("Control+s");
      await page.waitForTimeout(500);
      assert.equal(inFile(), 2);
    });
    settings({});
    await eventually(async () => {
      if ((await line("use_bias=False").count()) > 0) await keyboard.press("Control+z");
      await keyboard.press("Control+s");
      await page.waitForTimeout(500);
      assert.equal(inFile(), 0);
    });
  });

  await step("what stands behind layers is switched part by part", async () => {
    const conv = () => textOf(line("layers.Conv2D").first());
    await eventually(async () => assert.match(await conv(), /\(None, 26, 26, 8\) · 80 params/));
    settings({ "batchwise.inlayHints.shapes": false });
    await eventually(async () => assert.match(await conv(), /3\),\s*80 params/));
    settings({ "batchwise.inlayHints.parameters": false, "batchwise.inlayHints.multiplyAdds": true });
    await eventually(async () => assert.match(await conv(), /\(None, 26, 26, 8\) · 48,672 multiply-adds/));
    await shot("language-inlay");
    settings({});
    await eventually(async () => assert.match(await conv(), /\(None, 26, 26, 8\) · 80 params/));
  });

  await step("hover: what it is, its arguments, sizes, and memory at the size of a batch", async () => {
    await goTo(13, "13:14");
    const hover = page.locator(".monaco-hover:visible", { hasText: "for a batch of 16" }).first();
    // it may close again as the window settles: what it says is read while it is there
    await eventually(async () => {
      if ((await hover.count()) === 0) {
        await keyboard.press("Control+k");
        await keyboard.press("Control+i");
      }
      const said = (await hover.innerText({ timeout: 15_000 })).replaceAll("\u00a0", " ");
      const parts = ["Fully connected layer", "8·2 + 2 = 18", "Multiply-adds for one sample: 16", "use_bias=True"];
      for (const part of [...parts, "Size of the output's last axis"]) assert.ok(said.includes(part), part);
    });
    await shot("language-hover");
    await keyboard.press("Escape");
  });

  await step("the symbols of the file are its models and their layers", async () => {
    await keyboard.press("Control+Shift+o");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "conv2d_1" }).first().waitFor();
    await shot("language-symbols");
    await page.locator(".quick-input-widget input[type=text]").fill("@dense");
    await rows.filter({ hasText: "dense" }).first().waitFor();
    await keyboard.press("Enter");
    await atLine(13);
  });

  await step("a model folds away, and comes back", async () => {
    await goTo(4, "4:1");
    await eventually(async () => {
      await keyboard.press("Control+Shift+BracketLeft");
      assert.equal(await line("layers.ReLU()").count(), 0);
    });
    await line("net.compile").waitFor();
    await shot("language-folded");
    await keyboard.press("Control+Shift+BracketRight");
    await eventually(async () => assert.equal(await line("layers.ReLU()").count(), 2));
  });

  await step("the Layers view follows the cursor", async () => {
    await palette("Batchwise: Focus on Layers View");
    await page.locator(".pane-body .monaco-list-row", { hasText: "global_average_pooling2d" }).waitFor();
    await keyboard.press("Control+1");
    await goTo(12, "12:12");
    await page.locator(".pane-body .monaco-list-row.selected", { hasText: "global_average_pooling2d" }).waitFor();
    await shot("language-layers");
  });

  await step("a layer's arguments are told while they are written", async () => {
    await keyboard.press("Control+End");
    await keyboard.type("layers.Dropout(");
    const told = page.locator(".parameter-hints-widget.visible");
    await eventually(async () => {
      await keyboard.press("Control+Shift+Space");
      await told.waitFor({ timeout: 3000 });
      assert.match(await textOf(told), /Dropout\(rate, noise_shape=None, seed=None\)/);
      assert.match(await textOf(told), /Share of the values to drop/);
    });
    await shot("language-signature");
    await keyboard.press("Escape");
    await palette("File: Revert File");
    await line("layers.Dropout(").waitFor({ state: "detached" });
  });

  await step("a finished run is folded for export, and the new model opens", async () => {
    await palette("Batchwise: Train Model");
    const panel = await panelWith(page, "main.training .head");
    await panel.locator(".head .state", { hasText: "Done" }).waitFor();
    await palette("Batchwise: Fold BatchNormalization for Export");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "net," }).first().waitFor();
    await keyboard.press("Enter");
    await page.locator('.tab.active[data-resource-name="model.py"]').waitFor();
    await line("2 normalizations are folded.").first().waitFor();
    await line("def build_model").first().waitFor();
    assert.equal(await line("layers.BatchNormalization(").count(), 0);
    await shot("language-folded-model");
    await palette("View: Close Editor");
  });
}

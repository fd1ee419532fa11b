/** The window in Chinese: no sentence of ours is left in English. */
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { panelWith, storyOf } from "../steps.mjs";
import { repository, startWindow } from "../window.mjs";

/** Names of Keras, of files and of data sets, and what is written in the source. */
const names =
  /\b(?:[A-Z][a-z]+[A-Z]\w*|Conv2D|Dense|Dropout|Flatten|None|Keras|Adam|Python|NumPy|IDX|CSV|[a-z]+_\w+|\w+\.\w+|builtin:\w+|p?relu|model|MiB|KiB|GiB|ms)\b/g;

/** Runs of English words: three of them are a sentence, not a name. */
function english(text) {
  const rest = text
    .replaceAll("\u00a0", " ")
    .replace(/`[^`]*`/g, " ")
    .replace(names, " ");
  return [...rest.matchAll(/\b[A-Za-z][a-z]+(?:[ ,]+[A-Za-z]?[a-z']+){2,}/g)].map(([found]) => found);
}

export async function chineseStory() {
  const window = await startWindow({
    workspace: join(repository, "test/fixtures/workspace"),
    settings: {
      "editor.inlayHints.enabled": "on",
      "workbench.colorTheme": "Dark Modern",
      "window.commandCenter": false,
    },
    machineSettings: { "batchwise.training.threads": 1 }, // a processor is left to the window
    extensions: [repository],
    locale: "zh-cn",
  });
  cpSync(join(repository, "examples/tutorial_cnn.py"), join(window.folder, "tutorial_cnn.py"));
  writeFileSync(
    join(window.folder, "plain.py"),
    "import keras\nfrom keras import layers\nnet = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2)])\n",
  );
  const { page, tell, step, shot, openFile, textOf, summary } = storyOf(window, { telling: "chinese" });
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });
  const only = async (what, locator) => assert.deepEqual(english(await textOf(locator)), [], what);
  await tell(async () => {
    await window.open();
    let graph;
    await step("over the model and behind its layers", async () => {
      await openFile("tutorial_cnn.py");
      await page.locator(".codelens-decoration", { hasText: "显示计算图" }).waitFor();
      for (const lens of await page.locator(".codelens-decoration").all()) await only("lens", lens);
      await page.locator(".monaco-editor .view-line", { hasText: "参数" }).first().waitFor();
      await shot("chinese-editor");
    });
    await step("what a hover says of a layer, and what may be done about a hint", async () => {
      await line("layers.BatchNormalization").first().locator("span", { hasText: "BatchNormalization" }).last().hover();
      const hover = page.locator(".monaco-hover", { hasText: "batch_normalization" }).first();
      await hover.waitFor();
      await hover.getByText("使每个通道接近均值 0、方差 1").waitFor();
      await shot("chinese-hover");
      await page.keyboard.press("Escape");
      await line("layers.BatchNormalization")
        .first()
        .click({ position: { x: 150, y: 8 } });
      await page.keyboard.press("Control+.");
      const menu = page.locator(".action-widget").first();
      await menu.locator(".monaco-list-row", { hasText: "验证" }).first().waitFor();
      await shot("chinese-actions");
      for (const row of await menu.locator(".monaco-list-row.action").all()) await only("action", row);
      await page.keyboard.press("Escape");
    });
    await step("the graph with its suggestions", async () => {
      await page.locator(".codelens-decoration a", { hasText: "显示计算图" }).first().click();
      graph = await panelWith(page, "svg.graph .card.ghost");
      await graph.locator(".card.ghost").first().focus();
      await graph.locator(".details").getByRole("button", { name: "验证" }).waitFor();
      await only("graph", graph.locator("body"));
      await shot("chinese-graph");
    });
    await step("what data a training takes", async () => {
      await openFile("plain.py");
      await page.locator(".codelens-decoration a", { hasText: "训练" }).first().click();
      const list = page.locator(".quick-input-widget");
      await list.locator(".monaco-list-row:visible").first().waitFor();
      await shot("chinese-data");
      for (const row of await list.locator(".monaco-list-row").all()) await only("data", row);
      await page.keyboard.press("Escape");
    });
    await step("a trial from the question to its panel", async () => {
      await openFile("tutorial_cnn.py");
      await page.locator(".codelens-decoration a", { hasText: "验证" }).first().click();
      const choices = page.locator(".quick-input-list .monaco-list-row:visible");
      await choices.first().waitFor();
      await shot("chinese-budget");
      for (const row of await choices.all()) await only("budget", row);
      await choices.first().click();
      const training = await panelWith(page, "main.training.trial");
      await training.locator("main.trial canvas").first().waitFor();
      await shot("chinese-trial");
      await only("trial", training.locator("body"));
    });
  });
  await window.stop();
  assert.ok(summary(), "the window in Chinese");
}

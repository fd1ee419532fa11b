/** Advice on the tutorial's own model: marked in the source, drawn as a suggested layer, explained, and followed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { panelWith } from "../steps.mjs";

const FILE = "tutorial_cnn.py";

export async function hintStory({ page, folder, step, shot, openFile, eventually, textOf, inThemes }) {
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });
  const ghosts = () => graph.locator(".card.ghost");
  const saved = async () => {
    await eventually(async () => {
      await page.keyboard.press("Control+1");
      await page.keyboard.press("Control+s");
      await page.locator(`.tab.active:not(.dirty)[data-resource-name="${FILE}"]`).waitFor({ timeout: 3000 });
    });
    return readFileSync(join(folder, FILE), "utf8");
  };
  const before = readFileSync(join(folder, FILE), "utf8");
  let graph;
  let explained;

  await step(
    "the tutorial's model is sized as Keras does it, and normalization behind the activation is marked",
    async () => {
      await openFile(FILE);
      await page.locator(".codelens-decoration", { hasText: "17 layers, 2,243,585 parameters" }).waitFor();
      await page.locator(".monaco-editor .squiggly-hint").first().waitFor();
    },
  );

  await step("its graph shows where each would stand", async () => {
    await page.locator(".codelens-decoration a", { hasText: "Show graph" }).click();
    graph = await panelWith(page, "svg.graph .card.ghost");
    const label = await ghosts().first().getAttribute("aria-label");
    assert.match(label, /BatchNormalization/);
  });
  await inThemes("graph");

  await step("a click on a suggested layer changes the source, and keeps how it is written", async () => {
    const count = await ghosts().count();
    await ghosts().first().click();
    await line('layers.Activation("relu")').waitFor();
    await eventually(async () => assert.equal(await ghosts().count(), count - 1));
    await shot("ghost-applied");
    const after = before.replace(
      'Conv2D(64, (3, 3), activation="relu", input_shape=(200, 200, 3)))\nmodel.add(layers.BatchNormalization())\n',
      "Conv2D(64, (3, 3), input_shape=(200, 200, 3), use_bias=False))\n" +
        'model.add(layers.BatchNormalization())\nmodel.add(layers.Activation("relu"))\n',
    );
    assert.equal(await saved(), after);
  });

  await step("it is one step to undo", async () => {
    await page.keyboard.press("Control+z");
    await line('layers.Activation("relu")').waitFor({ state: "detached" });
    assert.equal(await saved(), before);
  });

  await step("hover on the layer says what is advised, and why", async () => {
    await line("layers.BatchNormalization").first().locator("span", { hasText: "BatchNormalization" }).last().hover();
    const hover = page.locator(".monaco-hover", { hasText: "it usually stands before it" }).first();
    await hover.waitFor();
    await shot("hint-hover");
    await page.keyboard.press("Escape");
  });

  await step("the light bulb offers the change, an explanation, and to be left alone", async () => {
    await line("layers.BatchNormalization")
      .first()
      .click({ position: { x: 150, y: 8 } });
    const menu = page.locator(".action-widget").first();
    // it shows what was there when it opened
    await eventually(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+.");
      await menu.locator(".monaco-list-row", { hasText: "Explain" }).first().waitFor({ timeout: 3000 });
    });
    const offered = await textOf(menu);
    assert.match(offered, /normalization/);
    assert.match(offered, /Ignore/);
    await shot("hint-actions");
    await menu.locator(".monaco-list-row.focused", { hasText: "Explain" }).waitFor();
    await page.keyboard.press("Enter");
    explained = await panelWith(page, "h1:has-text('BatchNormalization after the activation')");
    await explained.locator('img[alt^="Before: InputLayer, Conv2D"]').waitFor();
    await shot("hint-page");
  });
  await inThemes("hint-page", async () => {
    const { kind } = await page.evaluate(() => {
      const { classList } = document.querySelector(".monaco-workbench");
      const kinds = { vs: "light", "hc-black": "contrast", "hc-light": "contrast-light", "vs-dark": "dark" };
      return { kind: Object.entries(kinds).find(([mark]) => classList.contains(mark))[1] };
    });
    await eventually(async () => {
      const frame = await panelWith(page, 'img[alt^="Before: InputLayer, Conv2D"]');
      const address = await frame.locator('img[alt^="Before: "]').first().getAttribute("src", { timeout: 3000 });
      const image = Buffer.from(address.replace(/^[^,]*,/, ""), "base64").toString();
      assert.ok(image.startsWith(`<svg class="${kind}"`), image.slice(0, 40));
      await frame.locator('img[alt^="Before: "]').first().scrollIntoViewIfNeeded({ timeout: 3000 });
    });
  });
  await step("the page is closed", async () => {
    await page.locator(".tab.active", { hasText: "Preview" }).locator(".action-label").click();
  });

  await step("the graph is closed", async () => {
    await page.locator(".tab", { hasText: "Graph of model" }).locator(".action-label").click();
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor({ state: "detached" });
  });
}

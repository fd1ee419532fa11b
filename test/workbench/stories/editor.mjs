/** A model in its source: lens, shapes behind the layers, problems, hover, outline, tree. */
import assert from "node:assert/strict";

export async function editorStory({ page, step, shot, palette, eventually, textOf, inThemes }) {
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });

  await step("a file is opened, and a lens shows the model's size", async () => {
    await palette("View: Show Explorer");
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "tutorial.py" }).dblclick();
    await line("keras.Sequential").waitFor();
    await page.locator(".codelens-decoration", { hasText: "2,243,073 parameters" }).waitFor();
    // it is drawn anew when more is known
    await eventually(async () => {
      const lens = (await textOf(page.locator(".codelens-decoration").first())).replace(/\s+/g, " ");
      assert.match(lens, /Show graph ?\| ?Train ?\| ?12 layers, 2,243,073 parameters/);
    });
  });

  await step("shapes and parameters stand behind the layers", async () => {
    await page.waitForFunction(() => document.querySelector(".view-lines")?.textContent?.includes("36,928"));
    const conv = await textOf(line("Conv2D").first());
    assert.match(conv, /input_shape=\(200, 200, 3\)\)\)\s*\(None, 198, 198, 64\) · 1,792 params/);
  });
  await inThemes("editor");

  await step("hover tells what a layer costs", async () => {
    await line("BatchNormalization").first().locator("span", { hasText: "BatchNormalization" }).last().hover();
    const hover = page.locator(".monaco-hover", { hasText: "64 + 64 + 64 + 64 = 256" }).first();
    await hover.waitFor();
    await shot("hover");
    await page.keyboard.press("Escape");
  });

  await step("half-typed code keeps the picture", async () => {
    await line("Dense(64").click();
    await page.keyboard.press("End");
    await page.keyboard.type("\nmodel.add(layers.Den");
    await page.locator(".monaco-editor .squiggly-info").first().waitFor();
    await shot("half-typed");
    await page.locator(".codelens-decoration", { hasText: "2,243,073 parameters" }).waitFor();
  });

  await step("a mistake is underlined while typing, and what depends on it is not known", async () => {
    await page.keyboard.type("se(-1");
    await page.locator(".monaco-editor .squiggly-error").first().waitFor();
    await page.locator(".codelens-decoration", { hasText: "13 layers, ? parameters" }).waitFor();
    await shot("problem");
  });

  await step("undo brings back the file", async () => {
    await palette("File: Revert File");
    await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached" });
  });

  await step("the outline lists the layers", async () => {
    await page.locator(".pane-header", { hasText: "Outline" }).click();
    await page.locator(".outline-pane .monaco-list-row", { hasText: "conv2d_1" }).waitFor();
    await shot("outline");
  });

  await step("the Layers view follows the cursor and leads to the source", async () => {
    await page.locator('.activitybar .action-item a[aria-label="Batchwise"]').click();
    const rows = page.locator(".pane-body .monaco-list-row");
    await rows.filter({ hasText: "max_pooling2d_1" }).waitFor();
    await line("layers.Flatten").click({ position: { x: 60, y: 8 } });
    await page.locator(".pane-body .monaco-list-row.selected", { hasText: "flatten" }).waitFor();
    await rows.filter({ hasText: "dropout" }).click();
    await page.waitForFunction(() => /Ln 14,/.test(document.querySelector(".statusbar")?.textContent ?? ""));
    await shot("layers");
  });
}

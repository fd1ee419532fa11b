/** Hints that prove themselves: tried from the light bulb, followed in the panel, and the answer beside the hint. */
import assert from "node:assert/strict";
import { panelWith } from "../steps.mjs";

export async function trialStory({ page, step, shot, palette, openFile, eventually, textOf, inThemes }) {
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });
  const choices = page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
  const status = page.locator(".statusbar-item", { hasText: /pair \d\/5/ });
  let panel;
  const state = (name) => panel.locator("main.trial .head .state", { hasText: name }).waitFor();
  const answer = (text) => panel.locator("main.trial .outcome .answer", { hasText: text }).waitFor();

  /** With the cursor on the layer, an entry of the light bulb's menu, which shows what was known when it was opened. */
  const choose = async (layer, entry, picture) => {
    const row = page.locator(".action-widget .monaco-list-row", { hasText: entry }).first();
    await eventually(async () => {
      await page.keyboard.press("Escape");
      await line(layer).first().click();
      await page.keyboard.press("Home");
      for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Control+.");
      await row.waitFor({ timeout: 3000 });
    });
    if (picture) await shot(picture);
    await row.click();
  };
  const hoverText = async (layer, name) => {
    await page.mouse.move(2, 2);
    await line(layer).first().locator("span", { hasText: name }).last().hover();
    const hover = page.locator(".monaco-hover", { hasText: "Trial" }).first();
    await hover.waitFor();
    const text = await textOf(hover);
    return text;
  };

  await step("the light bulb offers to prove a hint, and says what that takes before it begins", async () => {
    await openFile("sigmoids.py");
    await page.locator(".monaco-editor .squiggly-info").first().waitFor();
    await choose("layers.Dense(32", "Prove it", "trial-offer");
    await choices.first().waitFor();
    assert.match(await textOf(choices.first()), /10 trainings of [\d,]+ steps, about/);
    await shot("trial-budget");
  });

  await step("the trial runs in the background, in the panel and in the status bar", async () => {
    await choices.first().click();
    panel = await panelWith(page, "main.training.trial");
    await state("Running");
    await status.waitFor();
    await shot("trial-running");
  });

  await step("its answer is a gain, with both curves", async () => {
    await state("Done");
    await answer(/Trial: better, validation accuracy \+\d/);
    const chart = panel.locator(".charts canvas").first();
    await eventually(async () => assert.match(await chart.getAttribute("aria-label"), /as it is: .*with the change: /));
  });
  await inThemes("trial");

  await step("the answer stands beside the hint", async () => {
    assert.match(await hoverText("layers.Dense(32", "Dense"), /Trial: better, validation accuracy/);
    await shot("trial-hover");
    await page.keyboard.press("Escape");
  });

  await step("a hint of which a trial sees no difference goes quiet", async () => {
    await openFile("arms.py");
    await page.locator(".monaco-editor .squiggly-hint").first().waitFor();
    await choose("layers.BatchNormalization", "Prove it");
    await choices.first().waitFor();
    await choices.first().click();
    panel = await panelWith(page, "main.training.trial");
    await answer("Trial: no difference seen");
    await page.locator(".monaco-editor .squiggly-hint").first().waitFor({ state: "detached" });
    assert.match(await hoverText("layers.BatchNormalization", "BatchNormalization"), /no difference seen/);
    await shot("trial-quiet");
    await page.keyboard.press("Escape");
  });

  await step("a changed model forgets the trial, and the same model knows it again", async () => {
    await line("layers.Dense(16").first().click();
    await page.keyboard.press("End");
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    const at = line('layers.Dense(16, activation="relu")(inputs)').first();
    await at.waitFor();
    await page.keyboard.press("Home");
    for (let i = 0; i < "x = layers.Dense(1".length; i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Delete");
    await page.keyboard.type("7");
    await line("layers.Dense(17").first().waitFor();
    await page.locator(".monaco-editor .squiggly-hint").first().waitFor();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await page.locator(".monaco-editor .squiggly-hint").first().waitFor({ state: "detached" });
  });

  await step("it can be made to speak again", async () => {
    await choose("layers.BatchNormalization", "Forget what the trial said");
    await page.locator(".monaco-editor .squiggly-hint").first().waitFor();
  });

  await step("a trial that goes on is stopped, and nothing is kept of it", async () => {
    await openFile("sigmoids.py");
    await choose("layers.Dense(32", "Prove it again");
    await choices.last().waitFor();
    await choices.last().click();
    panel = await panelWith(page, "main.training.trial");
    await state("Running");
    await palette("Batchwise: Stop the Trial");
    await state("Stopped");
  });

  await step("trials stand among the runs", async () => {
    await palette("Batchwise: Focus on Runs View");
    const rows = page.locator(".pane-body .monaco-list-row");
    await rows
      .filter({ hasText: /deep.*trial · better/ })
      .first()
      .click();
    panel = await panelWith(page, "main.training.trial");
    await answer("Trial: better");
    await shot("trial-in-runs");
  });
}

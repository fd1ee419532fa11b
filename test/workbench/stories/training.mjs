/** A training in its panel: begun, watched, paused, left and found again, broken and continued, kept and deleted. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { panelWith } from "../steps.mjs";

export async function trainingStory({ page, folder, step, shot, palette, openFile, eventually, reload, inThemes }) {
  const runs = join(folder, ".batchwise/runs");
  const status = page.locator(".statusbar-item", { hasText: "epoch" });
  let panel;
  const state = (name) => panel.locator(".head .state", { hasText: name }).waitFor();
  const press = (name) => panel.getByRole("button", { name, exact: true }).click();
  const outcome = (sentence) => panel.locator(".outcome", { hasText: sentence }).waitFor();

  await step("the lens trains a model to its end, with curves", async () => {
    await openFile("spirals.py");
    await page.locator(".codelens-decoration a", { hasText: "Train" }).click();
    panel = await panelWith(page, "main.training .head");
    await page.locator(".tab", { hasText: /Training of spirals/ }).waitFor();
    await state("Done");
    await outcome("All 4 epochs are done");
    const chart = panel.locator(".charts canvas").first();
    await eventually(async () => {
      const painted = await chart.evaluate((canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
      });
      assert.ok(painted > 200, `${painted} points are painted`);
    });
    await shot("training-done");
  });

  await step("its weights are saved where the user says", async () => {
    await press("Save Weights");
    const input = page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await eventually(async () => assert.match(await input.inputValue(), /spirals\.weights\.npz$/));
    await page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    await eventually(() => assert.ok(statSync(join(folder, "spirals.weights.npz")).size > 1000));
  });

  await step("a long one is paused and resumed, with its progress in the status bar", async () => {
    await openFile("pictures.py");
    await page.locator(".codelens-decoration a", { hasText: "Train" }).click();
    await page.locator(".tab", { hasText: /Training of pictures/ }).waitFor();
    panel = await panelWith(page, "main.training .head");
    await state("Running");
    await status.waitFor();
    await press("Pause");
    await state("Paused");
    await page.locator(".statusbar-item .codicon-debug-pause").waitFor();
    await shot("training-paused");
    await palette("Batchwise: Resume Training");
    await state("Running");
  });

  await step("two runs are compared in the same charts", async () => {
    await panel.getByRole("checkbox", { name: /^Compare spirals/ }).check();
    await panel.locator(".legend.several").first().waitFor();
    await panel.getByRole("checkbox", { name: /^Compare spirals/ }).uncheck();
    await panel.locator(".legend:not(.several)").first().waitFor();
  });
  await inThemes("training");

  await step("the panel can be closed: the training goes on, and the status bar leads back to all of it", async () => {
    await page.locator(".tab", { hasText: "Training of" }).locator(".action-label").click();
    await page.locator(".tab", { hasText: "Training of" }).waitFor({ state: "detached" });
    await status.click();
    panel = await panelWith(page, "main.training .head");
    await state("Running");
  });

  const newest = () =>
    readdirSync(runs)
      .filter((name) => name.startsWith("pictures"))
      .sort()
      .at(-1);
  await step("a training process that dies is told of, and can be continued", async () => {
    process.kill(Number(readFileSync(join(runs, newest(), "run.lock"), "utf8")), "SIGKILL");
    await state("Failed");
    await outcome("The training process has failed: it was ended from outside");
    await shot("training-died");
  });

  await step("it is trained again, and stopped with a checkpoint", async () => {
    await press("Train Again");
    await state("Running");
    await press("Stop");
    await state("Stopped");
    await shot("training-stopped");
    await press("Continue from Checkpoint");
    await state("Running");
  });

  await step(
    "a reload of the window stops it with a checkpoint, and the panel comes back with the curves",
    async () => {
      await reload();
      panel = await panelWith(page, "main.training .head");
      await state("Stopped");
      await panel.locator(".charts canvas").first().waitFor();
      await shot("training-reloaded");
    },
  );

  await step("the next training is told by keyboard to stop early, and does", async () => {
    const box = panel.getByRole("checkbox", { name: "Stop the next training early, after" });
    await box.focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    const epochs = panel.getByRole("spinbutton", { name: "epochs without getting better" });
    await eventually(async () => assert.equal(await epochs.evaluate((field) => field.matches(":focus")), true));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
    await shot("training-stop-early");
    await openFile("pictures.py");
    await palette("Batchwise: Train Model");
    await state("Stopped early");
    await panel.locator(".facts dd", { hasText: "after 1 epoch without" }).waitFor();
    await shot("training-stopped-early");
    await box.uncheck();
  });

  await step("runs are listed; one is opened, one deleted", async () => {
    await palette("Batchwise: Focus on Runs View");
    const rows = page.locator(".pane-body .monaco-list-row");
    await rows.filter({ hasText: /spirals.*done/ }).click();
    await page.locator(".tab", { hasText: /Training of spirals/ }).waitFor();
    await shot("runs");
    const count = readdirSync(runs).length;
    const ended = rows.filter({ hasText: /pictures.*(failed|stopped)/ }).first();
    await ended.hover();
    await ended.locator('[aria-label="Delete Run"]').click();
    await page.locator(".monaco-dialog-box", { hasText: "Delete the run" }).waitFor();
    await shot("delete");
    await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Delete" }).click();
    await eventually(() => assert.equal(readdirSync(runs).length, count - 1));
  });
}

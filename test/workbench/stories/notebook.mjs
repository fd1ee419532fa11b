/** A model that is built over several cells of a notebook: seen, mended, drawn and trained there; with the keyboard alone at first. */
import assert from "node:assert/strict";
import { panelWith } from "../steps.mjs";

const FILE = "shapes.ipynb";

export async function notebookStory({ page, step, shot, palette, openFile, eventually, inThemes }) {
  const { keyboard } = page;
  const notebook = page.locator(".notebookOverlay:visible");
  const row = (part) =>
    notebook.locator(".cell-list-container .monaco-list-row.code-cell-row").filter({ hasText: part }).first();
  const line = (part) => notebook.locator(".monaco-editor .view-line", { hasText: part }).first();
  let graph;

  await step("the cells show the model that they make together", async () => {
    await openFile(FILE);
    await notebook.locator(".codelens-decoration", { hasText: "9 layers, 22,361 parameters" }).waitFor();
    await line("layers.MaxPooling2D").filter({ hasText: "(None, 13, 13, 8)" }).waitFor();
    await line('name="hidden")').filter({ hasText: "21,648 params" }).waitFor();
    assert.equal(await notebook.locator(".codelens-decoration", { hasText: "parameters" }).count(), 1);
  });
  await inThemes("notebook");

  await step("keys lead to a cell and to a fix for two cells", async () => {
    await palette("Notebook: Focus First Cell");
    for (let i = 0; i < 3; i++) await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await row("layers.Conv2D(8, 3").locator(".monaco-editor.focused").waitFor();
    await keyboard.press("Control+Home");
    for (let i = 0; i < 4; i++) await keyboard.press("Control+ArrowRight");
    await keyboard.press("Control+.");
    const menu = page.locator(".action-widget");
    await menu.locator(".action", { hasText: "Turn the bias off (all 2 in this file)" }).waitFor();
    await shot("notebook-actions");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await line("Conv2D(8, 3, use_bias=False)").waitFor();
    await line('name="hidden", use_bias=False)').waitFor();
    await notebook.locator(".codelens-decoration", { hasText: "9 layers, 22,337 parameters" }).waitFor();
    await shot("notebook-fixed");
  });

  await step("what is typed in a cell is known at once, and undone", async () => {
    await keyboard.press("Control+End");
    await keyboard.type("\nmodel.add(layers.Dropout(0.2");
    await keyboard.press("End");
    await notebook.locator(".codelens-decoration", { hasText: "10 layers, 22,337 parameters" }).waitFor();
    await eventually(async () => {
      await keyboard.press("Control+z");
      assert.equal(await line("layers.Dropout").count(), 0);
    });
    await notebook.locator(".codelens-decoration", { hasText: "9 layers, 22,337 parameters" }).waitFor();
  });

  await step("keys open the graph from a cell, and lead back into one", async () => {
    await palette("Notebook: Focus First Cell");
    await keyboard.press("ArrowDown");
    await keyboard.press("Control+k");
    await keyboard.press("Control+g");
    graph = await panelWith(page, "svg.graph .card");
    await graph.locator(".totals", { hasText: "9 layers" }).waitFor();
    await graph.locator("svg.graph").press("End");
    await graph.locator('.card.selected[aria-label*=" dense,"]').waitFor();
    await graph.locator('.card.selected[aria-label*=" dense,"]').press("Enter");
    await page.locator(".statusbar-item", { hasText: "Cell 6 of 9" }).waitFor();
  });
  await inThemes("notebook-graph");

  await step("the graph and the tree follow the cursor from cell to cell", async () => {
    await palette("View: Show Batchwise");
    await line("layers.ReLU()").click({ position: { x: 60, y: 8 } });
    await graph.locator('.card.selected[aria-label*=" re_lu,"]').waitFor();
    await page.locator(".pane .monaco-list-row.selected", { hasText: "re_lu" }).waitFor();
    await shot("notebook-tree");
    await palette("View: Show Explorer");
  });

  await step("the model trains from its lens on what the notebook makes", async () => {
    await page.locator(".tab", { hasText: "Graph of model" }).locator(".action-label").click();
    await palette("Notebook: Focus First Cell");
    await notebook.locator(".codelens-decoration a", { hasText: "Train" }).click();
    const panel = await panelWith(page, "main.training .head");
    await panel.locator(".facts dd", { hasText: "made by the file itself" }).first().waitFor();
    await panel.locator(".head .state", { hasText: "Done" }).waitFor();
    await shot("notebook-training");
    await page.locator(".tab", { hasText: "Training of" }).locator(".action-label").click();
  });

  await step("the notebook is closed, and its file is as it was", async () => {
    await openFile(FILE);
    await palette("View: Close Editor");
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Don't Save" }).click();
    await page.locator(`.tab[data-resource-name="${FILE}"]`).waitFor({ state: "detached" });
  });
}

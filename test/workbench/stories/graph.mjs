/** The graph beside the source: it follows file and cursor, and leads back. */
import assert from "node:assert/strict";
import { panelWith } from "../steps.mjs";

export async function graphStory({ page, step, shot, palette, openFile, atLine, eventually, reload }) {
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });
  /** Near its beginning: the middle of a long line may be out of sight. */
  const click = (text) => line(text).click({ position: { x: 60, y: 8 } });
  let graph;

  await step("the lens opens the graph beside the source", async () => {
    await openFile("tutorial.py");
    await page.locator(".codelens-decoration a", { hasText: "Show graph" }).click();
    graph = await panelWith(page, "svg.graph .card");
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor();
    await graph.locator(".totals", { hasText: "12 layers" }).waitFor();
    const label = await graph.locator(".card.layer").nth(4).getAttribute("aria-label");
    assert.match(label, /Conv2D.*conv2d_1.*97, 97, 64.*36,928/);
  });

  await step("the layer under the cursor is selected in the graph", async () => {
    await click("layers.Flatten");
    await graph.locator('.card.selected[aria-label*="Flatten"]').waitFor();
  });

  await step("a click on a layer goes to its line", async () => {
    await graph.locator('.card[aria-label*="dropout"]').click();
    await atLine(14);
    await shot("graph-revealed");
  });

  await step("a layer is found by what it is, and the source follows", async () => {
    await graph.locator("svg.graph").press("/");
    const field = graph.getByRole("searchbox");
    await field.fill("dense");
    await eventually(async () => assert.equal(await graph.locator(".finder .count").innerText(), "1 of 2"));
    await field.press("Enter");
    await eventually(async () => assert.equal(await graph.locator(".finder .count").innerText(), "2 of 2"));
    assert.equal(await graph.locator(".card.match").count(), 2);
    await shot("graph-find");
    await field.press("Escape");
    await graph.locator('.card.selected[aria-label*="dense_1"]').press("Enter");
    await atLine(17);
  });

  await step("the graph is drawn anew while typing", async () => {
    await click("layers.Flatten");
    await page.keyboard.press("End");
    await page.keyboard.type("\nmodel.add(layers.Dense(32))");
    await graph.locator('.card[aria-label*="33,856"], .card[aria-label*="1,083,424"]').first().waitFor();
    await graph.locator(".totals", { hasText: "13 layers" }).waitFor();
    await palette("File: Revert File");
    await graph.locator('.card[aria-label*="1,083,424"]').waitFor({ state: "detached" });
  });

  await step("the graph is still there after the window is loaded again", async () => {
    await reload();
    graph = await panelWith(page, "svg.graph .card");
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor();
  });

  await step("the graph is closed", async () => {
    await page.locator(".tab", { hasText: "Graph of model" }).locator(".action-label").click();
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor({ state: "detached" });
  });
}

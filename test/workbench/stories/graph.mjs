/** The graph beside the source: it follows file and cursor, and leads back. */
import assert from "node:assert/strict";
import { panelWith } from "../steps.mjs";

export async function graphStory({ page, step, shot, palette, inThemes }) {
  const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });
  /** Near its beginning: the middle of a long line may be out of sight. */
  const click = (text) => line(text).click({ position: { x: 60, y: 8 } });
  const atLine = (count) =>
    page.locator(".monaco-editor .line-numbers.active-line-number", { hasText: new RegExp(`^${count}$`) }).waitFor();
  let graph;

  await step("the lens opens the graph beside the source", async () => {
    await page.locator(".codelens-decoration a", { hasText: "Show graph" }).click();
    graph = await panelWith(page, "svg.graph .card");
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor();
    assert.equal(await graph.locator(".card.layer").count(), 13);
    const label = await graph.locator(".card.layer").nth(4).getAttribute("aria-label");
    assert.match(label, /Conv2D.*conv2d_1.*97, 97, 64.*36,928/);
  });

  await step("the layer under the cursor is selected in the graph", async () => {
    await click("layers.Flatten");
    await graph.locator('.card.selected[aria-label*="Flatten"]').waitFor();
  });
  await inThemes("graph");

  await step("a click on a layer goes to its line", async () => {
    await graph.locator('.card[aria-label*="dropout"]').click();
    await atLine(14);
    await shot("graph-revealed");
  });

  await step("the graph is drawn anew while typing", async () => {
    await click("layers.Flatten");
    await page.keyboard.press("End");
    await page.keyboard.type("\nmodel.add(layers.Dense(32))");
    await graph.locator('.card[aria-label*="33,856"], .card[aria-label*="1,083,424"]').first().waitFor();
    assert.equal(await graph.locator(".card.layer").count(), 14);
    await palette("File: Revert File");
    await graph.locator('.card[aria-label*="1,083,424"]').waitFor({ state: "detached" });
  });

  await step("the graph is still there after the window is loaded again", async () => {
    await page.reload();
    graph = await panelWith(page, "svg.graph .card");
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor();
  });

  await step("the graph is closed", async () => {
    await page.locator(".tab", { hasText: "Graph of model" }).locator(".action-label").click();
    await page.locator(".tab", { hasText: "Graph of model" }).waitFor({ state: "detached" });
  });
}

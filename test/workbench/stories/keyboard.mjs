/** All of it without a mouse: from the source to the graph and back, and to first steps from the palette. */
import assert from "node:assert/strict";
import { panelWith } from "../steps.mjs";

export async function keyboardStory({ page, step, shot, palette, openFile, atLine, eventually }) {
  await step("keys lead from the source to the graph, through it, and back", async () => {
    await openFile("tutorial.py");
    await page.locator(".codelens-decoration", { hasText: "parameters" }).first().waitFor();
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").fill(":9");
    await page.keyboard.press("Enter");
    await atLine(9);
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Control+g");
    const graph = await panelWith(page, "svg.graph .card");
    const selected = (name) => graph.locator(`.card.selected[aria-label*=" ${name},"]`);
    // the cards have the focus without a click or a further key
    await graph.locator('.card.selected:focus[aria-label*=" conv2d_1,"]').waitFor();
    for (const [name, key] of Object.entries({ conv2d_1: "End", dense_1: "ArrowUp", dense: "Enter" })) {
      await selected(name).waitFor();
      await page.keyboard.press(key);
    }
    await atLine(16);
  });

  await step("the palette opens the example as a new document", async () => {
    await palette("Batchwise: Open Example");
    await page.locator(".tab.active", { hasText: "Untitled" }).waitFor();
    await page.locator(".codelens-decoration", { hasText: "17 layers, 2,243,585 parameters" }).waitFor();
  });

  await step("the walkthrough leads through the first steps", async () => {
    await palette("Batchwise: Open Walkthrough");
    const steps = page.locator(".gettingStartedContainer .step-title");
    await steps.first().waitFor();
    await eventually(async () => assert.equal(await steps.count(), 5));
    await shot("walkthrough");
  });
}

/** Takes the README's pictures in a real window, into media/screenshots: `node scripts/screenshots.mjs`, after the tests' set-up. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { panelWith, storyOf } from "../test/workbench/steps.mjs";
import { repository, startWindow } from "../test/workbench/window.mjs";
import { build } from "./setup.mjs";

const folder = join(repository, "media/screenshots");
mkdirSync(folder, { recursive: true });
build();
const window = await startWindow({
  workspace: join(repository, "examples"),
  settings: {
    "editor.inlayHints.enabled": "on",
    "editor.minimap.enabled": false,
    "editor.fontSize": 13,
    "workbench.colorTheme": "Dark Modern",
    "workbench.activityBar.location": "hidden",
    "workbench.statusBar.visible": true,
    "workbench.sideBar.location": "left",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "batchwise.training.threads": 1,
  },
  extensions: [join(repository, "test/workbench/themes"), repository],
});
const { page } = window;
const { palette, openFile } = storyOf(window);
cpSync(join(repository, "test/fixtures/workspace/pictures.py"), join(window.folder, "pictures.py"));

const shot = async (name) => {
  await page.mouse.move(700, 752); // the status bar
  await page.waitForTimeout(800); // hover effects and scroll bars go
  await page.screenshot({ path: join(folder, `${name}.png`) });
};
const line = (text) => page.locator(".monaco-editor .view-line", { hasText: text });

await page.setViewportSize({ width: 1280, height: 760 });
await window.open();
await openFile("tutorial_cnn.py");
await page.keyboard.press("Control+b");
await page.locator(".codelens-decoration a", { hasText: "Show graph" }).click();
await panelWith(page, "svg.graph .card.ghost");
await line("layers.Conv2D")
  .nth(1)
  .click({ position: { x: 60, y: 8 } });
await shot("editor");

await line("layers.BatchNormalization")
  .first()
  .click({ position: { x: 150, y: 8 } });
await page.keyboard.press("Control+.");
await page.locator(".action-widget .monaco-list-row", { hasText: "Explain" }).first().waitFor();
await shot("hint");
await page.keyboard.press("Escape");

await openFile("residual_network.py");
const graph = await panelWith(page, "svg.graph .card");
await graph.locator(".toolbar", { hasText: "residual_network.py" }).waitFor();
await shot("graph");
await page.locator(".tab", { hasText: "Graph of" }).locator(".action-label").click();

await openFile("pictures.py");
await page.locator(".codelens-decoration a", { hasText: "Train" }).click();
const panel = await panelWith(page, "main.training .head");
await panel.locator(".where", { hasText: /^Epoch \d{3} / }).waitFor({ timeout: 300_000 });
await panel.locator("#smoothing").fill("0.97");
await shot("training");
await palette("Tests: light theme");
await page.locator(".monaco-workbench.vs").waitFor();
await shot("training-light");
await window.stop();
process.exit(0);

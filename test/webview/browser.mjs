// A real browser for both panels, under their real policy, with a host that plays scenes.
// Needs Chromium (CHROMIUM, or /usr/bin/chromium) and the playwright-core of test/workbench (or of WORKBENCH_HOME).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { startGallery } from "../../scripts/webview-gallery.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const workbench = process.env.WORKBENCH_HOME ?? resolve(here, "../workbench");
const { chromium } = createRequire(join(workbench, "package.json"))("playwright-core");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The page that is looked at, and what serves it. */
export let gallery, page;
let browser, context, slowed;
before(async () => {
  assert.ok(existsSync(executablePath), "Chromium is needed: set CHROMIUM to its path");
  gallery = await startGallery();
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  context = await browser.newContext({ reducedMotion: "reduce" });
});
after(async () => {
  await browser?.close();
  gallery?.stop();
});

/** Opens a scene in a page of its own and waits until it stands still. */
export async function open(scene, { theme = "dark-modern", width = 900, height = 900, payload, clock = false } = {}) {
  await page?.evaluate(() => globalThis.sessionStorage.clear());
  if (!page || clock || slowed) {
    await page?.close();
    page = await context.newPage();
    page.on("dialog", (dialog) => dialog.dismiss().then(() => assert.fail("a dialog opened")));
  }
  if (clock) await page.clock.install();
  slowed = clock;
  await page.setViewportSize({ width, height });
  const query = new globalThis.URLSearchParams({ scene, theme, ...(payload !== undefined && { payload }) });
  await page.goto(`${gallery.address}/${gallery.scenes[scene].panel}?${query}`);
  if (!clock) await settle();
}

/** Messages take a turn each, drawing waits for a frame. */
export const settle = () =>
  page.evaluate(
    () => new Promise((done) => setTimeout(() => globalThis.requestAnimationFrame(() => setTimeout(done)), 30)),
  );
export const seen = () => page.evaluate(() => globalThis.seen);
export const calls = async (name) => {
  await settle();
  return (await seen()).calls.filter(([call]) => call === name).map(([, ...args]) => args);
};
export const post = (message) => page.evaluate((sent) => globalThis.post(sent), message).then(settle);
export const say = (name, data) => post({ kind: "event", name, data });
export const focused = () => page.evaluate(() => globalThis.document.activeElement?.getAttribute("aria-label") ?? "");
export const selected = () =>
  page.locator("[aria-selected=true]").evaluateAll((cards) => cards.map((card) => card.ariaLabel));
export const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
  await settle();
};
export const enterGraph = async () => {
  await page.locator("[role=treeitem][tabindex='0']").focus();
  await settle();
};
export const inView = (locator) =>
  locator.evaluate((card) => {
    const { top, bottom } = card.querySelector(".frame").getBoundingClientRect();
    const stage = card.closest(".stage").getBoundingClientRect();
    return top >= stage.top && bottom <= stage.bottom;
  });

export async function quiet() {
  const { violations, errors, calls: made } = await seen();
  assert.deepEqual(violations, []);
  assert.deepEqual(errors, []);
  assert.equal(made.filter(([call]) => call === "dropped").length, 0, "the host dropped a message of the panel");
}

/** What every story through the window needs: steps that are counted, the palette, what is written where, pictures in themes. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isFloor, repository } from "./window.mjs";

const shots = join(repository, "out/shots", isFloor ? "floor" : "");

/** A machine may be slow and busy; nothing waits longer than it must. */
const PATIENCE_MS = 40_000;

export function storyOf({ page }) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  let passed = 0;
  const failures = [];
  page.setDefaultTimeout(PATIENCE_MS);

  const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });

  /** A step that fails is reported, and the story goes on: later steps often tell why. */
  const step = async (title, act) => {
    const started = Date.now();
    const took = () => `(${Date.now() - started} ms)`;
    try {
      await act();
      passed += 1;
      console.log(`ok   ${title} ${took()}`);
    } catch (error) {
      failures.push(title);
      console.log(`FAIL ${title} ${took()}\n${error.stack}`);
      await shot(`failure-${failures.length}`).catch(() => undefined);
      await page.keyboard.press("Escape"); // of what it has left open
    }
  };

  const palette = async (title) => {
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(`>${title}`);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
    await page.keyboard.press("Enter");
  };

  /** Into the first column, where the panels are not. */
  const openFile = async (name) => {
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+p");
    const input = page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(name);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
    await page.locator(".tab.active", { hasText: name }).first().waitFor();
  };

  /** Where the cursor is. */
  const atLine = (count) =>
    page.locator(".monaco-editor .line-numbers.active-line-number", { hasText: new RegExp(`^${count}$`) }).waitFor();

  /** Asks again until it is so; an assertion that never holds is thrown. */
  const eventually = async (assertion) => {
    for (const started = Date.now(); ; await page.waitForTimeout(50)) {
      try {
        return await assertion();
      } catch (error) {
        if (Date.now() - started > PATIENCE_MS) throw error;
      }
    }
  };

  /** As it can be read: VS Code writes no-break spaces. */
  const textOf = async (locator) => (await locator.innerText()).replaceAll("\u00a0", " ");

  /** The same view in every kind of theme. */
  const inThemes = async (name, look = () => undefined) => {
    for (const [theme, { title, mark }] of Object.entries(themes)) {
      await palette(title);
      await page.locator(`.monaco-workbench.${mark}`).waitFor();
      await page.waitForTimeout(400); // webviews follow
      await look();
      await shot(`${name}-${theme}`);
    }
  };

  const summary = () => {
    console.log(`Window${isFloor ? " (floor)" : ""}: ${passed} passed, ${failures.length} failed. Pictures: ${shots}`);
    return failures.length === 0;
  };
  return { page, step, shot, palette, openFile, atLine, eventually, textOf, inThemes, summary };
}

/** The command for each (see themes/), and how the workbench marks it. The usual one is the last. */
const themes = {
  light: { title: "Tests: light theme", mark: "vs" },
  "contrast-dark": { title: "Tests: theme contrast-dark", mark: "hc-black" },
  "contrast-light": { title: "Tests: theme contrast-light", mark: "hc-light" },
  dark: { title: "Tests: dark theme", mark: "vs-dark" },
};

/** The page of the panel that holds such an element. */
export async function panelWith(page, selector) {
  for (const started = Date.now(); Date.now() - started < PATIENCE_MS;) {
    for (const frame of page.frames())
      if (
        await frame
          .locator(selector)
          .count()
          .catch(() => 0)
      )
        return frame;
    await page.waitForTimeout(100);
  }
  throw new Error(`No panel holds ${selector}.`);
}

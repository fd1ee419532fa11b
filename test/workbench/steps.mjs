/** What every story through the window needs: steps that are counted, the palette, what is written where, pictures in themes. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isFloor, repository } from "./window.mjs";

const shots = join(repository, "out/shots", isFloor ? "floor" : "");

/** A machine may be slow and busy; nothing waits longer than it must. */
const PATIENCE_MS = 60_000;

/** The first telling begins with no pictures; another window, or a second telling, adds its own. */
export function storyOf({ page }, { telling = 1 } = {}) {
  if (telling === 1) rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  let passed = 0;
  const failures = [];
  page.setDefaultTimeout(PATIENCE_MS);

  const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });

  /** A step that fails is reported, and ends its story: what follows would fail with it. */
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
      await shot(`failure-${telling}-${failures.length}`).catch(() => undefined);
      throw new StoryBroken(title);
    }
  };

  /** The quick input, opened by a key: one that is struck while the focus moves (out of a panel, say) gets lost, and is struck again. */
  const ask = async (keys, text) => {
    const input = page.locator(".quick-input-widget input[type=text]");
    await eventually(async () => {
      for (const key of keys) await page.keyboard.press(key);
      await input.fill(text, { timeout: 3000 });
    });
  };

  /** The answer of this very name; the list may still be changing. */
  const answer = (name) => {
    const label = page.locator(".label-name", { hasText: new RegExp(`^${name}$`) });
    return page.locator(".quick-input-list .monaco-list-row", { has: label }).first();
  };

  const palette = async (title) => {
    await ask(["F1"], `>${title}`);
    await answer(title).click();
  };

  /** As a person reloads the window: it may write down first what is open. */
  const reload = async () => {
    const loaded = page.waitForEvent("load");
    await palette("Developer: Reload Window");
    await loaded;
  };

  /** Into the first column, where the panels are not. */
  const openFile = async (name) => {
    const tab = `.tab[data-resource-name="${name}"]`;
    let tries = 0;
    await eventually(async () => {
      // a tab may lie beyond the edge of its bar
      if (tries++ % 2 === 0 && (await page.locator(tab).count()) > 0) await page.locator(tab).first().click();
      else {
        await ask(["Control+1", "Control+p"], name);
        await answer(name).click({ timeout: 3000 });
      }
      await page.locator(`${tab}.active`).first().waitFor({ timeout: 3000 });
    });
  };

  /** Where the cursor is. */
  const atLine = (count) =>
    page.locator(".monaco-editor .line-numbers.active-line-number", { hasText: new RegExp(`^${count}$`) }).waitFor();

  /** The cursor, to a line, or to a place in it. */
  const goTo = async (line, place = line) => {
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").fill(`:${place}`);
    await page.keyboard.press("Enter");
    await atLine(line);
  };

  const menu = page.locator(".action-widget").first();

  /** What the light bulb offers; the menu shows what was there when it opened, and is opened again until all of it is. */
  const lightBulb = async (...titles) => {
    let offered = "";
    await eventually(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+.");
      await menu.waitFor({ timeout: 3000 });
      offered = await textOf(menu);
      for (const title of titles) assert.match(offered, title);
    });
    return offered;
  };

  /** Down its menu to an entry, and into it. */
  const choose = async (title) => {
    const focused = menu.locator(".monaco-list-row.focused");
    await eventually(async () => {
      if (title.test(await textOf(focused.first()))) return;
      await page.keyboard.press("ArrowDown");
      throw new Error(`${title} does not have the focus`);
    });
    await page.keyboard.press("Enter");
  };

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

  /** One that breaks does not keep the others from being told. Whether it came to its end. */
  const tell = async (story, tools) => {
    try {
      await story(tools);
      return true;
    } catch (error) {
      if (!(error instanceof StoryBroken))
        await step("the story to its end", () => Promise.reject(error)).catch(() => 0);
      for (let i = 0; i < 3; i++) await page.keyboard.press("Escape"); // of what is left open
      return false;
    }
  };

  const summary = () => {
    console.log(`Window${isFloor ? " (floor)" : ""}: ${passed} passed, ${failures.length} failed. Pictures: ${shots}`);
    return failures.length === 0;
  };
  const asking = { eventually, textOf, atLine };
  const acting = { palette, openFile, goTo, lightBulb, choose, reload };
  return { page, tell, step, shot, inThemes, summary, ...asking, ...acting };
}

class StoryBroken extends Error {}

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

/** What every story through the window needs: steps that are counted, the palette, what is written where, pictures in themes. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isFloor, repository } from "./window.mjs";

const shots = join(repository, "out/shots", isFloor ? "floor" : "");

export function storyOf({ page }) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  let passed = 0;
  const failures = [];
  page.setDefaultTimeout(20_000);

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
  return { page, step, shot, palette, textOf, inThemes, summary };
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
  for (let tries = 0; tries < 200; tries++) {
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

/** A workbench and a Chromium that shows it: what the tests in the extension host and the tests through the window both start with. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import { homes } from "./install.mjs";
import { startServer } from "./server.mjs";

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const isFloor = process.argv.includes("--floor");

/** Under this name a workbench knows local files: they are asked for outside when a panel goes while it loads. */
const LOCAL_FILES = ".vscode-resource.vscode-cdn.net";

/**
 * Opens nothing yet: see `open`. `workspace` is copied, so that tests may write. With a `locale` the extension speaks that language, as it does
 * beside a language pack; VS Code's own texts, which such a pack brings, stay English.
 */
export async function startWindow({ workspace, settings, machineSettings, env, extensions, vsix, args, locale }) {
  const { chromium } = await import("playwright-core");
  const root = mkdtempSync(join(tmpdir(), "batchwise-"));
  const folder = join(root, "workspace");
  cpSync(workspace, folder, { recursive: true });
  const home = isFloor ? homes.floor : homes.current;
  const server = await startServer({ home, root, settings, machineSettings, env, extensions, vsix, args });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: "reduce" });
  if (locale)
    await context.addInitScript((language) => {
      Object.defineProperty(globalThis, "_VSCODE_NLS_LANGUAGE", { get: () => language, set: () => undefined });
    }, locale);
  /** Hosts that the window asked for; every one is refused. */
  const outside = new Set();
  await context.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => {
      const { hostname } = new URL(route.request().url());
      if (!hostname.endsWith(LOCAL_FILES)) outside.add(hostname);
      return route.abort();
    },
  );
  const page = await context.newPage();
  return {
    root,
    folder,
    page,
    outside,
    log: server.log,
    remote: (path) => `vscode-remote://127.0.0.1:${server.port}${path}`,
    async open(payload = {}) {
      const entries = Object.entries({ skipWelcome: "true", skipReleaseNotes: "true", ...payload });
      const query = new URLSearchParams({ folder, payload: JSON.stringify(entries) });
      const response = await page.goto(`${server.origin}/?${query}`);
      if (!response.ok()) throw new Error(`The workbench answered ${response.status()}; see ${server.log}.`);
    },
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

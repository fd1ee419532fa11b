/** The browser that shows the workbench: one that is installed, else one is installed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const places = [
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map((name) => `/usr/bin/${name}`),
  "/snap/bin/chromium",
];

export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return named;
  const installed = places.find((place) => existsSync(place));
  if (installed) return installed;
  const downloaded = createRequire(import.meta.url)("playwright-core").chromium.executablePath();
  return existsSync(downloaded) ? downloaded : undefined;
}

/** From the system's packages when this user may, else as Playwright downloads it. */
export function installChromium(here) {
  if (findChromium()) return;
  console.log("Installing Chromium for the tests…");
  const run = (command, args) => spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  if (process.getuid?.() === 0 && run("apt-get", ["update"]) && run("apt-get", packages("chromium"))) return;
  if (run(process.execPath, [join(here, "node_modules/playwright-core/cli.js"), "install", "chromium"])) return;
  throw new Error(
    "There is no Chromium here and none could be installed. Install one (Debian: sudo apt-get install chromium), or name one in CHROMIUM.",
  );
}

const packages = (...names) => ["install", "-y", "--no-install-recommends", ...names];

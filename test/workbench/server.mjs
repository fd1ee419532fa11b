/** Starts a real VS Code server (code-server) on 127.0.0.1, with a profile that touches nothing of the user's. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { entryOf, nodeOf } from "./install.mjs";

/** No question, page or message of VS Code's own comes between a test and the extension. */
const quiet = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.settings.enableNaturalLanguageSearch": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "npm.fetchOnlinePackageInfo": false,
  "json.schemaDownload.enable": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  "window.restoreWindows": "none",
  "files.hotExit": "off",
  "files.autoSave": "off",
};

/**
 * `root` holds the profile, the extensions and the log. Extensions come from `extensions` (folders, linked into place), from `vsix`, or
 * from the address that the window is opened with.
 */
export async function startServer({
  home,
  root,
  settings = {},
  machineSettings = {},
  env = {},
  extensions = [],
  vsix,
  args = [],
}) {
  const path = (name) => join(root, name);
  mkdirSync(path("data/User"), { recursive: true });
  mkdirSync(path("data/Machine"), { recursive: true });
  mkdirSync(path("extensions"), { recursive: true });
  if (!existsSync(path("data/User/settings.json")))
    writeFileSync(path("data/User/settings.json"), JSON.stringify({ ...quiet, ...settings }, null, 2));
  writeFileSync(path("data/Machine/settings.json"), JSON.stringify(machineSettings, null, 2));
  writeFileSync(path("config.yaml"), "auth: none\n");
  const log = path("server.log");
  const output = openSync(log, "a");
  const options = { env: { ...cleanEnvironment(root), ...env }, stdio: ["ignore", output, output] };
  const profile = [
    ...["--config", path("config.yaml")],
    ...["--user-data-dir", path("data")],
    ...["--extensions-dir", path("extensions")],
  ];
  const entry = [entryOf(home), ...profile];
  for (const extension of extensions) linkExtension(extension, path("extensions"));
  if (vsix && spawnSync(nodeOf(home), [...entry, "--install-extension", vsix], options).status !== 0)
    throw new Error(`${vsix} could not be installed:\n${readFileSync(log, "utf8")}`);

  const port = await freePort();
  const server = spawn(
    nodeOf(home),
    [...entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...silent, ...recentOnly(home), ...args],
    { ...options, detached: true }, // a process group of its own, so that the extension host ends with it
  );
  const stop = stopper(server);
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await isUp(origin)); tries++) {
    if (server.exitCode !== null || tries > 300)
      throw new Error(`VS Code did not start:\n${readFileSync(log, "utf8")}`);
    await sleep(100);
  }
  return { origin, port, log, stop, exited: new Promise((resolve) => server.once("exit", resolve)) };
}

const silent = [
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-workspace-trust",
  "--disable-getting-started-override",
  "--disable-proxy",
];

/**
 * A recent workbench ignores the extension that is named in its address unless it is told that this is a test; the old one knows neither
 * option. The second ends a server whose driver was killed.
 */
const recentOnly = (home) =>
  readFileSync(join(home, "node_modules/code-server/out/node/cli.js"), "utf8").includes("vscode-option")
    ? ["--vscode-option", "enable-smoke-test-driver", "--idle-timeout-seconds", "300"]
    : [];

/** Nothing of the caller's editor or of npm leaks in, and nothing is looked up in a marketplace. */
function cleanEnvironment(root) {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const folder = join(root, "home");
  mkdirSync(folder, { recursive: true });
  const folders = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder };
  return { ...Object.fromEntries(kept), ...folders, EXTENSIONS_GALLERY: "{}" };
}

function linkExtension(extension, extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const link = join(extensions, `${publisher}.${name}-${version}`);
  rmSync(link, { force: true, recursive: true });
  symlinkSync(extension, link);
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const isUp = (origin) =>
  fetch(`${origin}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Ends the server and all that it started, also when this process is interrupted. */
function stopper(server) {
  const signal = (name) => {
    try {
      process.kill(-server.pid, name);
    } catch {
      // all gone already
    }
  };
  process.once("exit", () => signal("SIGKILL"));
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => process.exit(130));
  return async () => {
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      signal("SIGTERM");
      await Promise.race([gone, sleep(5000)]);
    }
    signal("SIGKILL");
  };
}

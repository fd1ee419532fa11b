/**
 * Opens VS Code on `examples/` with the extension as it is built here: `npm start`. The desktop's own VS Code where there is one,
 * else a real workbench in the browser, whose address is printed. `--browser` chooses the second in any case.
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, installDependencies, installWorkbench, repository, run } from "./setup.mjs";

const examples = join(repository, "examples");

installDependencies();
build();
const desktop = process.argv.includes("--browser") ? undefined : findDesktop();
if (desktop) openDesktop(desktop);
else await openInBrowser();

/** The command of an installed VS Code that can show a window here. */
function findDesktop() {
  const hasScreen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasScreen) return undefined;
  const shell = process.platform === "win32";
  return ["code", "codium", "code-insiders"].find(
    (name) => spawnSync(name, ["--version"], { shell, stdio: "ignore" }).status === 0,
  );
}

function openDesktop(command) {
  console.log(`Opening ${command} on ${examples}`);
  run(command, [`--extensionDevelopmentPath=${repository}`, "--new-window", examples], {
    shell: process.platform === "win32",
  });
}

async function openInBrowser() {
  await installWorkbench({ browser: false });
  const { homes } = await import(join(repository, "test/workbench/install.mjs"));
  const { startServer } = await import(join(repository, "test/workbench/server.mjs"));
  const server = await startServer({
    home: homes.current,
    root: join(repository, "out/start"),
    extensions: [repository],
    settings: { "editor.inlayHints.enabled": "on" },
  });
  const address = `${server.origin}/?folder=${encodeURIComponent(examples)}`;
  console.log(`\nVS Code is running: ${address}\nOpen it in a browser; Ctrl+C ends it.`);
  showInBrowser(address);
  await server.exited;
}

/** Best effort: the address is printed anyway. */
function showInBrowser(address) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn("xdg-open", [address], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

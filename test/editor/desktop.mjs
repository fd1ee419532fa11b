/**
 * The same suite in a desktop VS Code: `npm run test:desktop`. It downloads one, or takes the one that VSCODE_EXECUTABLE names;
 * VSCODE_VERSION chooses another than the newest.
 */
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(mkdtempSync(join(tmpdir(), "batchwise-")), "workspace");
cpSync(join(repository, "test/fixtures/workspace"), folder, { recursive: true });
mkdirSync(join(repository, "out"), { recursive: true });
process.exitCode = await runTests({
  vscodeExecutablePath: process.env.VSCODE_EXECUTABLE,
  version: process.env.VSCODE_VERSION,
  extensionDevelopmentPath: repository,
  extensionTestsPath: join(repository, "out/editor/index.js"),
  launchArgs: [folder, "--disable-extensions", "--disable-workspace-trust"],
  extensionTestsEnv: { BATCHWISE_TEST_RESULTS: join(repository, "out/desktop-results.json") },
});

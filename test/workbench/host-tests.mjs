/**
 * Runs `test/editor` inside the extension host of a real VS Code: `node test/workbench/host-tests.mjs [--floor] [--verbose] [PATTERN]`.
 * The suite's own file carries the counts: a host that dies half-way is reported by the workbench as a success.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isFloor, repository, startWindow } from "./window.mjs";

const DEADLINE_MS = 600_000;
const started = Date.now();
const verbose = process.argv.includes("--verbose");
const pattern = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const results = join(repository, "out/host-results.json");
mkdirSync(join(repository, "out"), { recursive: true });
const measured = `${results}.measured`;
for (const file of [results, measured]) rmSync(file, { force: true });

const window = await startWindow({
  workspace: join(repository, "test/fixtures/workspace"),
  env: { BATCHWISE_TEST_RESULTS: results, ...(pattern && { BATCHWISE_TEST_PATTERN: pattern }) },
});
const console_ = [];
let status = 1;
try {
  // both names must be there before the page loads
  const ended = new Promise((resolve) => window.page.exposeFunction("codeAutomationExit", resolve));
  await window.page.exposeFunction("codeAutomationLog", (type, values) => {
    const line = `[${type}] ${values.join(" ")}`;
    console_.push(line);
    if (verbose) console.log(line);
  });
  await window.open({
    extensionDevelopmentPath: window.remote(repository),
    extensionTestsPath: window.remote(join(repository, "out/editor/index.js")),
  });
  status = await Promise.race([ended, deadline()]);
} catch (error) {
  console.error(error.message);
}
if (status !== 0) {
  await window.page.screenshot({ path: join(repository, "out/host-failure.png") }).catch(() => undefined);
}
const log = readFileSync(window.log, "utf8");
await window.stop();

const outcome = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : { tests: [] };
for (const { title, state, ms, error } of outcome.tests)
  console.log(
    `${{ passed: "ok  ", failed: "FAIL", pending: "skip", again: "once more" }[state]} ${title} (${ms} ms)${error ? `\n${error}` : ""}`,
  );
if (existsSync(measured)) console.log(readFileSync(measured, "utf8").trimEnd());
const count = (state) => outcome.tests.filter((test) => test.state === state).length;
const good = status === 0 && outcome.complete && count("failed") === 0 && count("passed") > 0;
if (!good && !verbose) {
  const telling = console_.filter((line) => !line.startsWith("[info]"));
  console.error([...telling.slice(-40), "--- server", log.slice(-1000)].join("\n"));
}
console.log(
  `Extension host${isFloor ? " (floor)" : ""}: ${count("passed")} passed, ${count("failed")} failed, ${count("pending")} skipped ` +
    `in ${((Date.now() - started) / 1000).toFixed(0)} s (exit ${status}).`,
);
process.exit(good ? 0 : 1);

function deadline() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`The suite did not end within ${DEADLINE_MS / 1000} s.`)), DEADLINE_MS).unref();
  });
}

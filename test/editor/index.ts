/** What VS Code calls to run the tests beside this file in its extension host: on the desktop, and in the workbench for tests. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

interface Outcome {
  readonly title: string;
  readonly state: "passed" | "failed" | "pending" | "again";
  readonly ms: number;
  readonly error?: string;
}

export async function run(): Promise<void> {
  // a busy machine can let the window lag behind a test: what is really broken breaks twice
  const mocha = new Mocha({ ui: "tdd", timeout: 180_000, color: false, retries: 1 });
  const pattern = process.env["BATCHWISE_TEST_PATTERN"];
  if (pattern) mocha.grep(new RegExp(pattern, "i"));
  for (const file of readdirSync(__dirname).sort()) if (file.endsWith(".test.js")) mocha.addFile(join(__dirname, file));

  const tests: Outcome[] = [];
  const note = (test: Mocha.Test, state: Outcome["state"], error?: Error): void => {
    const shown = error && { error: error.stack ?? error.message };
    tests.push({ title: test.fullTitle(), state, ms: test.duration ?? 0, ...shown });
    report(false);
  };
  const report = (complete: boolean): void => {
    const file = process.env["BATCHWISE_TEST_RESULTS"];
    if (file) writeFileSync(file, JSON.stringify({ complete, tests }, null, 2));
  };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => note(test, "passed"));
    runner.on("fail", (test: Mocha.Test, error: Error) => note(test, "failed", error));
    runner.on("pending", (test) => note(test, "pending"));
    runner.on("retry", (test: Mocha.Test, error: Error) => note(test, "again", error));
  });
  report(true);
  if (failures > 0) throw new Error(`${failures} of ${tests.length} tests failed`);
}

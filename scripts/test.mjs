/**
 * All tests, after whatever set-up is missing: `npm test`. With names only these parts: `node scripts/test.mjs unit host`.
 * The floor (the oldest VS Code that is promised) is a part that only runs when it is named.
 */
import { build, installDependencies, installWorkbench, run, runNode, runTool } from "./setup.mjs";

const parts = {
  check: () => run("npm", ["run", "--silent", "check"]),
  unit: () => runTool("vitest/vitest.mjs", "run"),
  page: () => runNode("test/webview/page.mjs"),
  host: () => runNode("test/workbench/host-tests.mjs"),
  ui: () => runNode("test/workbench/ui-tests.mjs"),
  package: () => {
    runNode("scripts/package.mjs");
    runNode("test/workbench/ui-tests.mjs", "--vsix");
  },
  floor: () => {
    runNode("test/workbench/host-tests.mjs", "--floor");
    runNode("test/workbench/ui-tests.mjs", "--floor");
  },
};
const usual = Object.keys(parts).filter((name) => name !== "floor");

const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in parts));
if (unknown) {
  console.error(`There is no part ${unknown}; there are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}
const wanted = named.length > 0 ? named : usual;
const started = Date.now();

installDependencies();
if (wanted.some((name) => ["page", "host", "ui", "package", "floor"].includes(name)))
  await installWorkbench({ home: wanted.includes("floor") ? "floor" : "current" });
build();
for (const name of wanted) {
  console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
  parts[name]();
}
console.log(`\nAll passed (${wanted.join(", ")}) in ${((Date.now() - started) / 1000).toFixed(0)} s.`);

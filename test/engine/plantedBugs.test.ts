// The bugs that `npm run plant` plants are still bugs of this code: each text that it replaces stands once in its file. That tests catch them it says
// itself, in half an hour.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("every planted bug has its place", () => {
  const script = join(import.meta.dirname, "../../scripts/plant-bugs.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--list"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout.trim().split("\n").length).toBeGreaterThan(170);
});

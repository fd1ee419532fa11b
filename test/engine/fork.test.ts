import { join } from "node:path";
import { expect, test } from "vitest";
import { acceptedFlags, forkProgram } from "../../src/engine/fork";
import type { Child } from "../../src/protocol/child";

const start = (...flags: string[]): Child =>
  forkProgram(join(import.meta.dirname, "../fixtures/programs/echo.cjs"), flags);
const answer = (child: Child, message: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    child.port.onMessage(resolve);
    child.port.post(message);
  });
const end = (child: Child): Promise<string> => new Promise((resolve) => child.port.onClose!(resolve));

test("messages go both ways, typed arrays among them, with the flags that were asked for and no others", async () => {
  const child = start("--stack-trace-limit=3");
  const message = { numbers: Float32Array.of(1, 2.5) };
  expect(await answer(child, message)).toEqual({ message, flags: ["--stack-trace-limit=3"], asNode: "1" });
  child.kill();
});

test.each([
  ["crash", "it crashed (status 1)"],
  ["fill", "it ran out of memory"],
  ["exit", "it ended"],
])("after %s it says that %s", async (message, reason) => {
  const child = start("--max-old-space-size=32");
  child.port.post(message);
  expect(await end(child)).toBe(reason);
  child.port.post("too late");
  expect(await end(child)).toBe(reason);
});

test("an endless loop ends when it is killed", async () => {
  const child = start();
  child.port.post("loop");
  child.kill();
  expect(await end(child)).toMatch(/^it was ended from outside/);
});

test("a program that is let go ends by itself", async () => {
  const child = start();
  await answer(child, "ready");
  child.release();
  expect(await end(child)).toBe("it ended");
});

test("a program that is not there is a reason, not an exception", async () => {
  expect(await end(forkProgram(join(import.meta.dirname, "nothing.cjs")))).toBe("it crashed (status 1)");
});

test("flags that Node does not know are left out", async () => {
  expect(await acceptedFlags(["--experimental-nonsense", "--max-old-space-size=100"])).toEqual([
    "--max-old-space-size=100",
  ]);
});

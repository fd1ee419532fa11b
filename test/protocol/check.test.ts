import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { client, server, type Port } from "../../src/protocol/channel";
import { checkedAnswers, checkedCalls, isWithin, nothing, type Checks } from "../../src/protocol/check";
import { graphViewChecks } from "../../src/protocol/graphView";
import { trainingViewChecks } from "../../src/protocol/trainingView";

interface Calls {
  double(value: number): number;
  quiet(): void;
}
interface Events {
  told: { readonly text: string };
}
const checks: Checks<Calls, Events> = {
  calls: {
    double: { args: v.strictTuple([v.number()]), result: v.number() },
    quiet: { args: v.strictTuple([]), result: nothing },
  },
  events: { told: v.strictObject({ text: v.string() }) },
};

/** Two ports that hand each other copies, as a webview's do. */
function pair(): readonly [Port, Port] {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (mine: 0 | 1): Port => ({
    post: (message) => {
      for (const listener of listeners[1 - mine]!) listener(structuredClone(message));
    },
    onMessage: (listener) => listeners[mine].push(listener),
  });
  return [end(0), end(1)];
}

describe("a checked conversation", () => {
  test("passes calls, answers and events that keep the promise", async () => {
    const [panel, host] = pair();
    const asking = client<Calls, Events>(checkedAnswers(panel, checks));
    const answering = server<Calls, Events>(checkedCalls(host, checks), {
      double: (value) => 2 * value,
      quiet: () => undefined,
    });
    const heard: string[] = [];
    asking.on("told", ({ text }) => heard.push(text));
    answering.emit("told", { text: "hello" });
    expect(await asking.call("double", 21)).toBe(42);
    await asking.call("quiet");
    expect(heard).toEqual(["hello"]);
  });

  test("rejects the asker when the answer has another shape, and counts it", async () => {
    const [panel, host] = pair();
    let dropped = 0;
    const asking = client<Calls, Events>(checkedAnswers(panel, checks, () => dropped++));
    server(host, { double: () => "42", quiet: () => undefined });
    await expect(asking.call("double", 21)).rejects.toThrow("the answer to double was not what was promised");
    expect(dropped).toBe(1);
  });

  test("drops calls and events that nobody promised", () => {
    const [panel, host] = pair();
    let dropped = 0;
    const seen: unknown[] = [];
    checkedCalls(host, checks, () => dropped++).onMessage((message) => seen.push(message));
    for (const message of [
      { kind: "call", id: 1, name: "erase", args: [] },
      { kind: "call", id: 1, name: "constructor", args: [] },
      { kind: "call", id: 1, name: "__proto__", args: [] },
      { kind: "call", id: 1, name: "double", args: ["21"] },
      { kind: "call", id: 1, name: "double", args: [21, 22] },
      { kind: "call", id: 1, name: "double", args: [21], path: "/etc/passwd" },
      { kind: "call", id: 1, name: "double", args: ["x".repeat(1_000_000)] },
      { kind: "result", id: 1, value: 42 },
      null,
      "call",
    ])
      panel.post(message);
    expect(seen).toEqual([]);
    expect(dropped).toBe(10);

    checkedAnswers(panel, checks, () => dropped++).onMessage((message) => seen.push(message));
    host.post({ kind: "event", name: "toString", data: {} });
    host.post({ kind: "event", name: "told", data: { text: "hello", html: "<b>" } });
    host.post({ kind: "result", id: 7, value: 42 });
    expect(seen).toEqual([]);
    expect(dropped).toBe(13);
  });

  test("survives any message, in both panels' conversations", () => {
    const kinds = fc.constantFrom("call", "result", "error", "event", "other");
    const names = fc.constantFrom("open", "reveal", "apply", "view", "points", "status", "snapshot", "__proto__");
    const shaped = fc.record(
      { kind: kinds, id: fc.integer(), name: names, args: fc.array(fc.anything()), data: fc.anything() },
      { requiredKeys: [] },
    );
    for (const conversation of [graphViewChecks, trainingViewChecks]) {
      const [panel, host] = pair();
      const port: Port = { post: () => undefined, onMessage: (listener) => host.onMessage(listener) };
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- both conversations, as one
      const any = conversation as unknown as Checks<any, any>;
      checkedCalls(port, any).onMessage(() => undefined);
      checkedAnswers(port, any).onMessage(() => undefined);
      fc.assert(
        fc.property(fc.oneof(shaped, fc.anything()), (message) => {
          try {
            panel.post(message);
          } catch (error) {
            // What cannot be copied cannot be posted either.
            if ((error as Error).name !== "DataCloneError") throw error;
          }
        }),
        { numRuns: 2000 },
      );
    }
  });
});

test("the size of a message is found without walking into what is too large", () => {
  expect(isWithin({ text: "x".repeat(90) }, 100)).toBe(true);
  expect(isWithin({ text: "x".repeat(110) }, 100)).toBe(false);
  expect(isWithin(new Float32Array(90), 100)).toBe(true);
  expect(isWithin(new Float32Array(110), 100)).toBe(false);
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(isWithin(deep, 1_000)).toBe(false);
  expect(isWithin(deep, 1_000_000)).toBe(true);
});

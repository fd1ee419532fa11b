import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fill } from "../../src/base/fill";
import { graphTexts } from "../../src/protocol/graphTexts";
import { outcomeActions, runStates } from "../../src/protocol/trainingView";
import { trialStates } from "../../src/protocol/trialView";
import { trainingTexts } from "../../src/protocol/trainingTexts";

const root = join(import.meta.dirname, "../../webview");
const source = (folder: string): string =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(root, folder, name), "utf8"))
    .join("\n");

/** Texts that are looked up by a value rather than by name. */
const byValue: Readonly<Record<string, readonly string[]>> = {
  graph: ["error", "warning", "info"],
  training: [
    ...runStates,
    ...trialStates,
    ...outcomeActions.filter((action) => action !== "resume"),
    "resumeRun",
    "train",
    "validation",
  ],
};

describe("every sentence is used, and none is written elsewhere", () => {
  for (const [panel, texts] of Object.entries({ graph: graphTexts, training: trainingTexts }))
    test(panel, () => {
      const used = source(panel);
      for (const key of Object.keys(texts))
        if (!byValue[panel]!.includes(key)) expect(used, key).toMatch(new RegExp(`texts\\.${key}\\b`));
    });
});

test("places in a sentence are filled by number; others stay", () => {
  expect(fill("{0} of {1}, {0}", 3, "ten")).toBe("3 of ten, 3");
  expect(fill("{2}", 1)).toBe("{2}");
  expect(fill("$& {0}", "$1")).toBe("$& $1");
});

test("no source of a panel turns strings into markup or styles into attributes", () => {
  for (const folder of ["base", "graph", "training"]) {
    const text = source(folder);
    expect(text).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/,
    );
    expect(text).not.toMatch(/\.html\(|setAttribute\("style"|\.attr\("style"/);
  }
});

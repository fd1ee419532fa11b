import { expect, test } from "vitest";
import type { Graph } from "../../src/model/graph";
import { paint } from "../../src/picture/document";
import { arithmetic, hoverSections } from "../../src/picture/hover";
import { layerDocs } from "../../src/picture/layerDocs";
import { layerAt } from "../../src/picture/layers";
import { english } from "../../src/picture/text";
import { sequential } from "../support/graph";

function hover(graph: Graph, offset: number): string {
  const picture = paint("", { models: [graph], problems: [] }, { hints: [] });
  const { model, facts } = layerAt(picture, offset)!;
  return hoverSections(facts, model.advice, offset, english, layerDocs(english), (hint) => `command:${hint}`).join(
    "\n---\n",
  );
}

const conv = sequential([200, 200, 64], [["Conv2D", { filters: 64, kernel_size: [3, 3], activation: "relu" }]]);

test("a layer with its flow, arithmetic, cost, documentation, arguments and defaults", () => {
  const text = hover(conv, 11);
  expect(text).toContain("`(None, 200, 200, 64)` → `(None, 198, 198, 64)`");
  expect(text).toContain("**3·3·64·64 + 64 = 36,928**");
  expect(text).toContain("kernel `(3, 3, 64, 64)`, bias `(64,)`");
  expect(text).toContain("Multiply-adds for one sample: 1,445,216,256");
  expect(text).toContain("Memory of the output for one sample: 9.6 MiB");
  expect(text).toContain("2D convolution");
  expect(text).toContain("| `kernel_size` | `(3, 3)` |");
  expect(text).toMatch(/Defaults: `strides=\(1, 1\)`, `padding="valid"`/);
});

test("an argument under the pointer comes with its own documentation", () => {
  // the fixture puts every argument's place at the offsets 14 to 16
  expect(hover(conv, 15)).toContain("`filters`: Number of output channels.");
});

test("what is trainable is said where not everything is", () => {
  expect(hover(sequential([8], [["BatchNormalization"]]), 11)).toContain("**8 + 8 + 8 + 8 = 32** (16 trainable)");
});

test("what is not known is said with its reason, and a file's text stays text", () => {
  const text = hover(sequential([8], [["Dense", { units: { unknown: "read from <b>argv</b> [x](y)" } }]]), 11);
  expect(text).toContain("Parameters: not known");
  expect(text).toContain("read from \\<b\\>argv\\</b\\> \\[x\\]\\(y\\)");
});

test("a layer that is not known has a title and the reason", () => {
  const text = hover(sequential([8], [["Sparkle"]]), 11);
  expect(text).toContain("**Sparkle**");
  expect(text).toContain("Sparkle is not a layer that Batchwise knows");
});

test.each<[(readonly (number | null)[])[], number, string]>([
  [[[3, 3, 64, 64], [64]], 36928, "3·3·64·64 + 64 = 36,928"],
  [[[10, 1000]], 10000, "10·1000 = 10,000"],
  [[[64]], 64, "64"],
  [[], 0, "0"],
])("arithmetic of %j", (shapes, result, expected) => {
  expect(arithmetic(shapes, result)).toBe(expected);
});

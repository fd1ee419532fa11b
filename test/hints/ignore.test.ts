import { expect, test } from "vitest";
import { ignored, ignoreComment } from "../../src/hints/ignore";

const text = [
  "model = Sequential([",
  `  Dense(3),  ${ignoreComment("bias-before-normalization")} the weights are loaded`,
  "  Dense(4),",
  "  # batchwise: ignore=one, two",
  "  Dense(",
  "    5),",
  "])",
].join("\n");
const at = (part: string): { start: number; end: number } => {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
};

test("a comment counts for the layer on its line", () => {
  const isIgnored = ignored(text);
  expect(isIgnored("bias-before-normalization", at("Dense(3)"))).toBeDefined();
  expect(isIgnored("bias-before-normalization", at("Dense(4)"))).toBeUndefined();
  expect(isIgnored("another", at("Dense(3)"))).toBeUndefined();
});

test("a comment on a line of its own counts for the next, with several rules", () => {
  const isIgnored = ignored(text);
  expect(isIgnored("one", at("Dense(\n    5)"))).toBeDefined();
  expect(isIgnored("two", at("Dense(\n    5)"))).toBeDefined();
  expect(isIgnored("one", at("Dense(4)"))).toBeUndefined();
});

test("a comment on any line of a layer that is written over several counts", () => {
  const isIgnored = ignored("Dense(\n  3,  # batchwise: ignore=rule\n)");
  expect(isIgnored("rule", { start: 0, end: 40 })).toBeDefined();
});

test("a file can be left out, with or without a place", () => {
  const isIgnored = ignored(`# batchwise: ignore-file=rule\n${text}`);
  expect(isIgnored("rule", { start: 60, end: 61 })).toBeDefined();
  expect(isIgnored("rule", undefined)).toBeDefined();
  expect(isIgnored("other", undefined)).toBeUndefined();
});

test("the rest of the line is the reason", () => {
  expect(ignored(text)("bias-before-normalization", at("Dense(3)"))?.reason).toBe("the weights are loaded");
  expect(ignored(text)("one", at("Dense(\n    5)"))?.reason).toBe("");
});

/** Every sentence has a Chinese one, and nothing is translated that is no longer said. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { generatedSets } from "../src/data/generated";
import { keptElsewhere } from "../src/data/recipe/kerasSets";
import { layerDocs } from "../src/picture/layerDocs";
import { unread } from "../src/model/unread";
import { graphTexts } from "../src/protocol/graphTexts";
import { trainerTexts } from "../src/protocol/trainerTexts";
import { trainingTexts } from "../src/protocol/trainingTexts";

const root = join(import.meta.dirname, "..");
const json = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, string>;
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();

/** The first arguments of all calls of `t`. */
function* sentencesIn(file: string): Generator<string> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const nodes: ts.Node[] = [source];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    nodes.push(...node.getChildren(source));
    if (!ts.isCallExpression(node) || !/^(.*\.)?t$/.test(node.expression.getText(source))) continue;
    const [sentence] = node.arguments;
    if (sentence && ts.isStringLiteralLike(sentence)) yield sentence.text;
  }
}

describe("what the code says", () => {
  const titles = generatedSets.map(({ title }) => title);
  const said = new Set<string>([
    ...Object.values(graphTexts),
    ...Object.values(trainingTexts),
    ...trainerTexts,
    ...titles,
    ...Object.values(unread),
    keptElsewhere,
  ]);
  for (const folder of ["src/editor", "src/hints", "src/picture"])
    for (const file of readdirSync(join(root, folder)))
      for (const sentence of sentencesIn(join(root, folder, file))) said.add(sentence);
  const chinese = json("l10n/bundle.l10n.zh-cn.json");

  test("is found", () => {
    expect(said.size).toBeGreaterThan(100);
  });
  test("has a translation", () => {
    expect([...said].filter((sentence) => !(sentence in chinese))).toEqual([]);
  });
  test("is still said", () => {
    expect(Object.keys(chinese).filter((sentence) => !said.has(sentence))).toEqual([]);
  });
  test("has its places filled in both languages", () => {
    for (const [sentence, translation] of Object.entries(chinese))
      expect(placeholders(translation), sentence).toEqual(placeholders(sentence));
  });
});

describe("what layers are documented with", () => {
  const said = new Set<string>();
  layerDocs((sentence) => {
    said.add(sentence);
    return sentence;
  });
  const chinese = json("l10n/layers.zh-cn.json");
  const code = (text: string): string[] => [...text.matchAll(/`[^`]+`/g)].map(([span]) => span).sort();

  test("has a translation, and nothing else has", () => {
    expect(Object.keys(chinese).sort()).toEqual([...said].sort());
  });
  test("names the same arguments and formulas in both languages", () => {
    for (const [sentence, translation] of Object.entries(chinese))
      expect(code(translation), sentence).toEqual(code(sentence));
  });
  test("is in Chinese where it is more than a formula", () => {
    for (const [sentence, translation] of Object.entries(chinese))
      if (/[a-z]{3}/.test(sentence.replace(/`[^`]+`/g, ""))) expect(translation).toMatch(/\p{Script=Han}/u);
  });
});

describe("what package.json says", () => {
  const english = json("package.nls.json");
  const used = new Set(
    [...readFileSync(join(root, "package.json"), "utf8").matchAll(/"%([\w.]+)%"/g)].map((m) => m[1]!),
  );

  test("is in both languages", () => {
    expect([...used].sort()).toEqual(Object.keys(english).sort());
    expect(Object.keys(json("package.nls.zh-cn.json")).sort()).toEqual(Object.keys(english).sort());
  });
});

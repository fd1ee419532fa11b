/** What holds for every rule: its examples are true, its fix does what it says, its words are as they should be. */
import { describe, expect, test } from "vitest";
import { hints } from "../../src/hints";
import { fixed, found, rulesIn } from "../support/hints";

/** What stands in Error Lens beside the line. */
const firstSentence = (message: string): string => /^.*?[.:](?=\s|$)/.exec(message)?.[0] ?? message;
const words = (text: string): number => text.split(/\s+/).length;

for (const hint of hints)
  describe(hint.id, () => {
    test("has examples", () => {
      expect(hint.examples.length).toBeGreaterThan(0);
    });
    for (const { bad, good, setback } of hint.examples) {
      const all = found(bad, hint.id, setback);
      test("its bad example gives this finding and no other", () => {
        expect(all.map((one) => one.hint.id)).toEqual([hint.id]);
      });
      test("its good example gives none", () => {
        expect(rulesIn(good, hint.id, setback)).toEqual([]);
      });
      const [first] = all;
      if (first?.finding.fix)
        test("its fix turns one into the other", () => {
          expect(fixed(bad, hint.id, setback)).toBe(good);
        });
      test("its message begins with a short sentence", () => {
        const { message } = first!.finding;
        expect(firstSentence(message).length, firstSentence(message)).toBeLessThan(80);
        expect(message).toMatch(/[.!]$/);
      });
    }

    test("has an id and a title", () => {
      expect(hint.id).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/);
      expect(hint.title.length).toBeLessThan(70);
    });
    test("says what, why and when to ignore it, in 60 to 150 words", () => {
      expect(hint.docs).toMatch(/^\*\*What\.\*\* .*\n\n\*\*Why\.\*\* .*\n\n\*\*Ignore it when\*\* .*\.$/);
      expect(words(hint.docs)).toBeGreaterThanOrEqual(60);
      expect(words(hint.docs)).toBeLessThanOrEqual(150);
    });
    test("says the same in Chinese", () => {
      expect(hint.zh?.title).toMatch(/\p{Script=Han}/u);
      expect(hint.zh?.docs).toMatch(/^\*\*现象。\*\* .*\n\n\*\*原因。\*\* .*\n\n\*\*何时忽略。\*\* .*。$/);
      expect(formulas(hint.zh?.docs ?? "")).toEqual(formulas(hint.docs));
    });
    test("is an error or a warning only with a theorem or a formula behind it", () => {
      if (hint.severity !== "info") expect(["theorem", "formula"]).toContain(hint.evidence);
      if (hint.refactoring) expect(hint.severity).toBe("info");
    });
  });

/** What stands between backquotes, as code that needs no translation. */
const formulas = (docs: string): readonly string[] =>
  [...new Set([...docs.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))]
    .filter((code) => !/batch,|批次/.test(code))
    .sort();

test("ids are different", () => {
  expect(new Set(hints.map(({ id }) => id)).size).toBe(hints.length);
});

test("a rule yields only to rules that there are", () => {
  const ids = hints.map(({ id }) => id);
  for (const { yieldsTo = [] } of hints) for (const other of yieldsTo) expect(ids).toContain(other);
});

/** What a save may change on its own: only what makes the same model, by a theorem. */
import { expect, test } from "vitest";
import { hints } from "../../src/hints";

test("only the bias before a normalization is changed without asking", () => {
  expect(hints.filter(({ fixKeepsModel }) => fixKeepsModel).map(({ id }) => id)).toEqual(["bias-before-normalization"]);
});

for (const { id, evidence, examples, fixKeepsModel } of hints)
  if (fixKeepsModel)
    test(`${id}: rests on a theorem and has an example`, () => {
      expect(evidence).toBe("theorem");
      expect(examples.length).toBeGreaterThan(0);
    });

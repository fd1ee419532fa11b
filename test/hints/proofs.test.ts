/** A theorem is shown with numbers, or it is said why numbers show nothing of it. */
import { expect, test } from "vitest";
import { hints } from "../../src/hints";
import { found } from "../support/hints";

const isShown = (id: string, text: string): boolean =>
  found(text, id).some(({ hint, finding }) => hint.id === id && finding.claim !== undefined);

for (const { id, evidence, examples, unproven } of hints)
  if (evidence === "theorem")
    test(`${id} is shown with numbers, or says why not`, () => {
      if (unproven) {
        for (const reason of [unproven.en, unproven.zh]) expect(reason).toMatch(/[.。]$/);
        expect(unproven.zh).toMatch(/\p{Script=Han}/u);
      } else for (const { bad } of examples) expect(isShown(id, bad), bad).toBe(true);
    });
  else
    test(`${id} is no theorem and claims none`, () => {
      expect(unproven).toBeUndefined();
      for (const { bad } of examples) expect(isShown(id, bad)).toBe(false);
    });

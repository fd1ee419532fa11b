/** What is known of a text that is typed into is the same as if every version of it were the first. */
import { expect, test } from "vitest";
import { hints } from "../../src/hints";
import { paint, type Picture } from "../../src/picture/document";
import { keystrokes } from "../support/keystrokes";
import { modelFiles } from "../support/modelFiles";
import { read } from "../support/reader";

/** All of a picture as text, hints by their names. */
const shown = ({ models, problems }: Picture): string =>
  JSON.stringify({ models, problems }, (name, value: unknown) =>
    name === "hint" ? (value as { id: string }).id : value instanceof Map ? [...value] : value,
  );

test("typing into every file gives the pictures of the texts as they are", () => {
  let compared = 0;
  let advice = 0;
  for (const [i, text] of modelFiles().entries()) {
    let last: Picture = paint(text, read(text), { hints });
    let left = 15;
    for (const version of keystrokes(text, i)) {
      if (left-- === 0) break;
      const reading = read(version);
      const now = paint(version, reading, { hints }, { picture: last, changes: [] });
      if (!now.behind) {
        expect(shown(now)).toBe(shown(paint(version, reading, { hints })));
        compared++;
        advice += now.models.reduce((sum, model) => sum + model.advice.length, 0);
      }
      last = now;
    }
  }
  expect(compared).toBeGreaterThan(300);
  expect(advice).toBeGreaterThan(300);
}, 120_000);

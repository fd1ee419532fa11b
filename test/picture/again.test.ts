/** What is known of a text that is typed into is the same as if every version of it were the first. */
import { expect, test } from "vitest";
import { kerasJson } from "../../src/formats/kerasJson";
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

/** A Sequential in another one, without a word on what goes into it, as Keras 2 writes it. */
const nestedJson = (inputs: number): string =>
  JSON.stringify({
    class_name: "Sequential",
    config: {
      name: "outer",
      layers: [
        { class_name: "InputLayer", config: { name: "in", batch_input_shape: [null, inputs] } },
        {
          class_name: "Sequential",
          config: { name: "inner", layers: [{ class_name: "Dense", config: { name: "hidden", units: 4 } }] },
        },
        { class_name: "Dense", config: { name: "last", units: 2 } },
      ],
    },
  });

test("a model that is a layer of another has the counts that it has there, whatever is typed", () => {
  const counted = (text: string, last?: Picture): Picture =>
    paint(text, kerasJson.read({ name: "m.json", text }), { hints }, last && { picture: last, changes: [] });
  const counts = ({ models }: Picture) => models.map(({ analysis }) => [analysis.graph.name, analysis.params]);
  const first = counted(nestedJson(8));
  expect(counts(first)).toEqual([
    ["outer", 4 * 8 + 4 + 2 * 4 + 2],
    ["inner", 4 * 8 + 4],
  ]);
  const wider = counted(nestedJson(9), first);
  expect(counts(wider)[1]).toEqual(["inner", 4 * 9 + 4]);
  expect(shown(counted(nestedJson(9), wider))).toBe(shown(wider));
});

/** Places of cells in the text that they make together, and back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinCells } from "../../src/formats/notebook/cells";
import { applied } from "../support/edits";

const line = fc.constantFrom(
  "",
  "x = 1",
  "  model.add(Dense(4))",
  "%matplotlib inline",
  "!pip install a \\",
  "files = !ls",
  "%time f()",
  "%%bash",
  "keras?",
  "# ä 😀",
);
const cell = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom("\n", "\r\n"))
  .map(([all, end]) => all.join(end));
const cells = fc.array(cell, { minLength: 1, maxLength: 6 });

describe("cells as one text", () => {
  test("a place of a cell is found in the text, and is that place again", () =>
    fc.assert(
      fc.property(cells, (all) => {
        const joined = joinCells(all);
        all.forEach((text, i) => {
          expect(joined.lengthOf(i)).toBe(text.length);
          for (let offset = 0; offset <= text.length; offset++) {
            const at = joined.starts[i]! + offset;
            expect(joined.inCell({ start: at, end: at })).toEqual({ cell: i, start: offset, end: offset });
          }
        });
      }),
    ));

  test("every line keeps its length and its end", () =>
    fc.assert(
      fc.property(cells, (all) => {
        const before = all.map((text) => `${text}\n`).join("");
        const { text } = joinCells(all);
        expect(text.split(/\r\n|\n/).map(({ length }) => length)).toEqual(
          before.split(/\r\n|\n/).map(({ length }) => length),
        );
      }),
    ));

  test("an edit inside of a cell changes that cell as it changes the text", () =>
    fc.assert(
      fc.property(
        cells,
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.constantFrom("", "y", "a\nb"),
        (all, which, from, to, text) => {
          const joined = joinCells(all);
          const i = which % all.length;
          const [start, end] = [from % (all[i]!.length + 1), to % (all[i]!.length + 1)].sort((a, b) => a - b) as [
            number,
            number,
          ];
          const offset = joined.starts[i]!;
          const edits = joined.editInCells({ span: { start: offset + start, end: offset + end }, text });
          expect(edits).toEqual([{ cell: i, start, end, text }]);
        },
      ),
    ));

  /** The cells after an edit of the text. */
  const edited = (all: readonly string[], start: number, end: number, text: string): readonly string[] => {
    const edits = joinCells(all).editInCells({ span: { start, end }, text });
    return all.map((before, i) =>
      applied(
        before,
        edits.filter((edit) => edit.cell === i).map(({ text: part, ...span }) => ({ span, text: part })),
      ),
    );
  };

  test("an edit over several cells takes from each what it replaces", () => {
    expect(edited(["ab", "cd", "ef"], 1, 7, "X")).toEqual(["aX", "", "f"]);
    expect(edited(["ab", "cd"], 2, 3, "X")).toEqual(["abX", "cd"]);
  });

  test("a last line goes with the line break before it", () => {
    expect(edited(["a\nb", "c"], 2, 4, "")).toEqual(["a", "c"]);
    expect(edited(["a\r\nb", "c"], 3, 5, "")).toEqual(["a", "c"]);
    expect(edited(["a", "b"], 0, 2, "")).toEqual(["", "b"]);
  });

  test("what goes on in the next cell ends with its own", () => {
    expect(joinCells(["ab", "cd"]).inCell({ start: 1, end: 5 })).toEqual({ cell: 0, start: 1, end: 2 });
    expect(joinCells([]).inCell({ start: 0, end: 0 })).toBeUndefined();
  });

  test("a line that goes on below is left out whole", () => {
    const { text } = joinCells(["!pip install a \\\n  b \\\n  c\nx = 1"]);
    expect(text).toMatch(/^0#-+\n#-+\n#-+\nx = 1\n$/);
  });
});

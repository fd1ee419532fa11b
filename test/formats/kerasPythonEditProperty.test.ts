import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../../src/formats/format";
import type { GraphEdit, TextEdit } from "../../src/model/edit";
import type { Graph } from "../../src/model/graph";
import { applied, editKinds, expectedGraph, outline } from "../support/editCases";
import { format, read } from "../support/reader";

const root = join(import.meta.dirname, "../..");
const texts = ["examples", "test/fixtures/keras"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), "utf8") })),
);
const models = texts.flatMap(({ name, text }) => read(text).models.map((graph) => ({ name, text, graph })));

const anEdit = (graph: Graph): fc.Arbitrary<GraphEdit> =>
  fc.constantFrom(...Object.values(editKinds)).chain((all) => {
    const edits = graph.nodes.flatMap((node) => all(graph, node)).flatMap((one) => (one.length === 1 ? one : []));
    return edits.length > 0
      ? fc.constantFrom(...edits)
      : fc.constant<GraphEdit>({ kind: "remove", node: graph.nodes[0]!.id });
  });

const aCase = fc.constantFrom(...models).chain(({ name, text, graph }) =>
  anEdit(graph)
    // What does not fit the graph itself is refused, which another test shows.
    .filter((edit) => expectedGraph(graph, edit) !== undefined)
    .map((edit) => ({ name, text, graph, edit })),
);

/** How many edits are tried; `EDITS=20000` for a long run. */
const numRuns = Number(process.env["EDITS"] ?? 150);

/** The edits that take others back, as an editor keeps them: in the new text, what was there before. */
function inverse(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  let moved = 0;
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span: { start, end }, text: part }) => {
      const at = start + moved;
      moved += part.length - (end - start);
      return { span: { start: at, end: at + part.length }, text: text.slice(start, end) };
    });
}

test("the source after an edit reads as the graph after it, and the rest of the text stays, byte for byte", () => {
  let made = 0;
  let refused = 0;
  fc.assert(
    fc.property(aCase, ({ name, text, graph, edit }) => {
      const result = format.edit({ name, text }, graph.name, [edit]);
      if (result instanceof Refusal) {
        refused++;
        expect(result.reason).not.toBe("");
        return;
      }
      made++;
      const changed = applied(text, result);
      // No two edits touch the same place, and taking them back gives the same bytes.
      const ordered = [...result].sort((a, b) => a.span.start - b.span.start);
      expect(ordered.every(({ span }, i) => i === 0 || span.start >= ordered[i - 1]!.span.end)).toBe(true);
      expect(applied(changed, inverse(text, result))).toBe(text);
      const after = read(changed).models.find((model) => model.name === graph.name);
      expect(after, `${graph.name} is still there`).toBeDefined();
      expect(outline(after!)).toBe(outline(expectedGraph(graph, edit)!));
      // An edit changes the lines of one layer, and perhaps an import.
      const lines = new Set(changed.split("\n"));
      expect(text.split("\n").filter((line) => !lines.has(line)).length).toBeLessThanOrEqual(12);
      for (const { span, text: part } of result) expect(part === "" && span.start === span.end).toBe(false);
    }),
    { numRuns, seed: 2 },
  );
  // Refusing everything would be right too, and of no use.
  expect(made).toBeGreaterThan(refused);
});

/** Recall: mistakes that are put into good models are found, where they are, and nothing else is said. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { modelOf } from "../../src/hints/model";
import type { Graph } from "../../src/model/graph";
import { foundIn } from "../support/hints";
import { mistakes, mutantsOf } from "../support/hintMutants";
import { read } from "../support/reader";
import { withoutPlaces } from "../support/withoutPlaces";

const folder = join(import.meta.dirname, "../../examples");
const texts = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(folder, name), "utf8")),
  ...hints.flatMap(({ examples }) => examples.map(({ good }) => good)),
];
// weights that are loaded fit the layers as they are
const models = texts
  .flatMap((text) => read(text).models)
  .filter((graph) => !modelOf(infer(graph)).loadsWeights)
  .map(withoutPlaces);

/** `rule at layer`, also for layers that a finding names besides. */
const said = (graph: Graph): ReadonlySet<string> =>
  new Set(
    foundIn(graph).flatMap(({ hint, finding }) =>
      [finding.node, ...(finding.related ?? [])].map(({ id }) => `${hint.id} at ${id}`),
    ),
  );

for (const mistake of mistakes)
  describe(mistake.name, () => {
    const all = models.flatMap((base) => mutantsOf(mistake, base).map((mutant) => ({ base, ...mutant })));

    test("is made somewhere", () => {
      expect(all.length).toBeGreaterThan(0);
    });
    test("is found where it is", () => {
      const missed = all.filter(({ graph, at }) => !said(graph).has(`${mistake.rule} at ${at}`));
      expect(missed.map(({ graph, at }) => `${graph.nodes.map(({ type }) => type).join(" ")}: ${at}`)).toEqual([]);
    });
    test("makes no other rule speak", () => {
      const others = all.flatMap(({ base, graph }) => {
        const [before, now] = [said(base), said(graph)];
        const expected = [mistake.rule, ...(mistake.also ?? [])];
        return [...now].filter((one) => !before.has(one) && !expected.includes(one.split(" ")[0]!));
      });
      expect(others).toEqual([]);
    });
  });

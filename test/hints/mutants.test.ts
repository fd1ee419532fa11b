/** Recall: mistakes that are put into good models are found, where they are, and nothing else is said. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { modelOf } from "../../src/hints/model";
import { collateralOf, mistakes, mutantsOf, saidOf } from "../support/hintMutants";
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

for (const mistake of mistakes)
  describe(mistake.name, () => {
    const all = models.flatMap((base) => mutantsOf(mistake, base).map((mutant) => ({ base, ...mutant })));

    test("is made somewhere", () => {
      expect(all.length).toBeGreaterThan(0);
    });
    test("is found where it is", () => {
      const missed = all.filter(({ graph, at }) => !saidOf(graph).includes(`${mistake.rule} at ${at}`));
      expect(missed.map(({ graph, at }) => `${graph.nodes.map(({ type }) => type).join(" ")}: ${at}`)).toEqual([]);
    });
    test("makes no other rule speak", () => {
      const others = all.flatMap(({ base, graph }) => collateralOf(mistake, saidOf(graph), new Set(saidOf(base))));
      expect(others).toEqual([]);
    });
  });

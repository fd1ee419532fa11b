// What must hold for every layer: its documentation, its defaults, and that what it becomes has the shape that it says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { layers } from "../../src/layers/index";
import { Misfit } from "../../src/layers/param";
import { constraints, initializers, regularizers } from "../../src/layers/objects";
import { initialize } from "../../src/train/initializers";
import { constraintOf } from "../../src/train/constraints";
import type { Shape } from "../../src/model/shape";
import { input, weightValue } from "../../src/ops/op";
import { lower } from "../../src/train/lower";
import { Untrainable } from "../../src/train/untrainable";
import { readModel } from "../support/reader";

describe("every layer", () => {
  for (const { type, docs, params } of layers)
    test(type, () => {
      expect(docs.length, "has documentation").toBeGreaterThan(20);
      for (const [name, param] of Object.entries(params)) {
        expect(param.docs, `${name} is documented`).toMatch(/[.:`)]$/);
        if (param.default !== undefined)
          expect(param.parse(param.default), `the default of ${name} fits`).not.toBeInstanceOf(Misfit);
      }
    });

  test("has a name of its own", () => {
    const names = layers.flatMap(({ type, aliases = [] }) => [type, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** As test/formats/kerasPythonProbes.test.ts reads them. */
type Probe = readonly [string, string, readonly unknown[], string, string, readonly unknown[], number, number];
const probes = ["probes.json", "moreProbes.json"].flatMap(
  (name) => JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/keras", name), "utf8")) as readonly Probe[],
);

/** Small sizes for those that are free: a batch of 2. */
const known = (shape: readonly (number | null)[]): number[] => shape.map((dim, i) => dim ?? (i === 0 ? 2 : 17));

function modelOf([, expression, given, dtype, call]: Probe) {
  const shapes = (call === "single" ? [given] : given) as readonly (readonly (number | null)[])[];
  const names = shapes.map((_, i) => `x${i}`);
  const inputs = call === "list" ? `[${names.join(", ")}]` : names.join(", ");
  const source = [
    "import keras",
    "from keras import layers",
    ...shapes.map((shape, i) => `x${i} = keras.Input(batch_shape=(${known(shape).join(", ")},), dtype="${dtype}")`),
    `model = keras.Model([${names.join(", ")}], ${expression}(${inputs}))`,
  ].join("\n");
  return { graph: readModel(source), shapes: shapes.map(known) };
}

/** What is trained only once it has seen the data. */
const adapting = ["StringLookup", "TextVectorization"];

describe("what a layer becomes has the shape that it says", () => {
  for (const type of new Set(probes.map(([layer]) => layer)))
    test(type, () => {
      for (const probe of probes.filter(([layer]) => layer === type)) {
        const { graph, shapes } = modelOf(probe);
        const feeds = shapes.map((shape, i) => input(`x${i}`, shape));
        const { outputShapes } = infer(graph).nodes.at(-1)!;
        for (const training of [false, true])
          try {
            const texts = shapes.map(() => (probe[3] === "string" ? ["one", "two words"] : undefined));
            const { outputs } = lower(graph, feeds, training, 1, texts);
            const expected = graph.outputs.map((edge) => outputShapes[edge.output]) as Shape[];
            expect(
              outputs.map(({ shape }) => shape),
              probe[1],
            ).toEqual(expected);
          } catch (error) {
            if (!(error instanceof Untrainable)) throw error;
            expect(error.message, probe[1]).toMatch(/vocabulary is not known/);
            expect(adapting, probe[1]).toContain(type);
          }
      }
    });
});

describe("every name that arguments may have stands for something", () => {
  test("initializers", () => {
    for (const name of new Set(initializers.values()))
      expect(initialize({ class_name: name, config: {} }, [3, 4], 1, name).every(Number.isFinite), name).toBe(true);
  });

  test("constraints", () => {
    for (const name of new Set(constraints.values()))
      expect(constraintOf({ class_name: name, config: {} }, weightValue("w", [3, 4])), name).toBeDefined();
  });

  test("regularizers have names", () => {
    expect(regularizers.size).toBeGreaterThan(4);
  });
});

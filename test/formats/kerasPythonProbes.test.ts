import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { layerByType } from "../../src/layers/index";
import { readModel } from "../support/reader";

/** Layer, expression, shape or shapes of its input, type of numbers, how it is called, output shape, parameters, how many not trainable. */
type Probe = readonly [
  layer: string,
  expression: string,
  input: readonly (number | null)[] | readonly (readonly (number | null)[])[],
  dtype: string,
  call: "single" | "list" | "qv",
  output: readonly (number | null)[] | readonly (readonly (number | null)[])[],
  params: number,
  fixed: number,
];

const file = join(import.meta.dirname, "../fixtures/keras/probes.json");
const more = join(import.meta.dirname, "../fixtures/keras/moreProbes.json");
const probes = [file, more].flatMap((one) => JSON.parse(readFileSync(one, "utf8")) as readonly Probe[]);

const show = (shape: readonly (number | null)[]): string => `(${shape.map((dim) => dim ?? "None").join(", ")},)`;

function source([, expression, input, dtype, call]: Probe): string {
  const shapes = call === "single" ? [input as readonly (number | null)[]] : (input as readonly (readonly number[])[]);
  const names = shapes.map((_, i) => `x${i}`);
  const given = call === "list" ? `[${names.join(", ")}]` : names.join(", ");
  return [
    "import keras",
    "from keras import layers",
    ...shapes.map((shape, i) => `x${i} = keras.Input(batch_shape=${show(shape)}, dtype="${dtype}")`),
    `model = keras.Model([${names.join(", ")}], ${expression}(${given}))`,
  ].join("\n");
}

for (const type of new Set(probes.map(([layer]) => layer)))
  if (layerByType.has(type))
    test(`${type} has the shapes and parameters that Keras gives it`, () => {
      for (const probe of probes.filter(([layer]) => layer === type)) {
        const [, expression, , , , output, params, fixed] = probe;
        const { nodes, params: all, trainableParams, problems } = infer(readModel(source(probe)));
        const found = nodes[nodes.length - 1]!;
        expect(problems, expression).toEqual([]);
        const several = Array.isArray(output[0]);
        const shapes = several ? found.outputShapes : found.shape;
        expect([shapes, all, trainableParams], expression).toEqual([output, params, params - fixed]);
      }
    });

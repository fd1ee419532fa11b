// Layers that read texts, and hashes: what Keras gives, to the bit (scripts/oracle/texts.py), by references and by kernels.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { textsAsNumbers } from "../../src/data/recipe/textNumbers";
import { numbers as arrayOf, texts as textsOf } from "../../src/data/recipe/value";
import type { Adapted } from "../../src/layers/layer";
import type { Graph } from "../../src/model/graph";
import type { Literal } from "../../src/model/literal";
import { input } from "../../src/ops/op";
import { simplify } from "../../src/train/fuse";
import { firstWaiting, lower } from "../../src/train/lower";
import { Untrainable } from "../../src/train/untrainable";
import { evaluate, tensor } from "../support/reference";
import { planOf, runOnEngine } from "../support/run";

type Nested = string | number | readonly Nested[];
interface Case {
  readonly class: string;
  readonly config: Readonly<Record<string, Literal>>;
  readonly inputs: readonly (readonly Nested[])[];
  readonly found: readonly string[] | null;
  readonly output: { readonly shape: readonly number[]; readonly values: readonly number[] };
}
const cases = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/texts.json"), "utf8"),
) as readonly Case[];

/** As data that a model takes: single values are samples of one. */
function dataOf(given: readonly Nested[]) {
  const flat = given.flat() as readonly (string | number)[];
  const shape = Array.isArray(given[0]) ? [given.length, flat.length / given.length] : [given.length];
  return typeof flat[0] === "string"
    ? textsAsNumbers(textsOf(shape, flat as readonly string[]))
    : arrayOf("float32", shape, Float32Array.from(flat as readonly number[]));
}

function graphOf(
  { class: type, config, inputs }: Pick<Case, "class" | "config" | "inputs">,
  { args = {} }: Adapted = {},
): Graph {
  const ids = inputs.map((_, i) => `x${i}`);
  const given = Object.entries({ ...config, ...args }).map(([name, value]) => [name, { value }] as const);
  return {
    name: "model",
    class: "Functional",
    nodes: [
      ...ids.map((id, i) => ({
        id,
        name: id,
        type: "InputLayer",
        args: { shape: { value: dataOf(inputs[i]!).shape.slice(1) } },
        inputs: [],
      })),
      { id: "n", name: "n", type, args: Object.fromEntries(given), inputs: ids.map((from) => ({ from, output: 0 })) },
    ],
    inputs: ids,
    outputs: [{ from: "n", output: 0 }],
  };
}

describe("give what Keras gives", () => {
  for (const one of cases)
    test(`${one.class}(${JSON.stringify(one.config).slice(1, -1)}) of ${JSON.stringify(one.inputs).slice(0, 40)}`, async () => {
      const data = one.inputs.map(dataOf);
      const feeds = data.map(({ shape }, i) => input(`x${i}`, shape));
      const texts = data.map((array) => array.texts);
      const waiting = firstWaiting(graphOf(one), feeds, 1, texts);
      expect(waiting !== undefined).toBe(one.found !== null);
      let adapted: Adapted = {};
      if (waiting) {
        const { data: all } = data[0]!;
        const cut = (all.length >> 1) - ((all.length >> 1) % (all.length / data[0]!.shape[0]!));
        waiting.adapting.see(Float32Array.from(all.slice(0, cut)));
        waiting.adapting.see(Float32Array.from(all.slice(cut)));
        adapted = waiting.adapting.found();
        expect(adapted.args!["vocabulary"]).toEqual(one.found);
      }
      const { outputs, tables } = lower(graphOf(one, adapted), feeds, true, 1, texts);
      expect(outputs[0]!.shape).toEqual(one.output.shape);
      const fed = new Map([
        ...feeds.map((value, i) => [value, tensor(value.shape, Float64Array.from(data[i]!.data))] as const),
        ...tables.map(({ value, numbers }) => [value, tensor(value.shape, Float64Array.from(numbers))] as const),
      ]);
      const want = one.output.values;
      evaluate(outputs, fed)
        .get(outputs[0]!)!
        .data.forEach((value, i) => expect(Math.abs(value - want[i]!), `number ${i}`).toBeLessThan(1e-5));
      const plan = { ...planOf(feeds, new Map([["y", simplify(outputs, []).outputs[0]!]])), tables };
      const got = await runOnEngine(plan, new Map(feeds.map((value, i) => [value, data[i]!.data])), 2, 3);
      got
        .get("y")!
        .forEach((value, i) => expect(Math.abs(value - want[i]!), `kernels, number ${i}`).toBeLessThan(1e-5));
    });
});

describe("what cannot be is said", () => {
  const words = [["cat"], ["dog"]];
  const refused = (type: string, config: Case["config"], data: readonly Nested[]): string => {
    const array = dataOf(data);
    try {
      lower(graphOf({ class: type, config, inputs: [data] }), [input("x0", array.shape)], true, 1, [array.texts]);
    } catch (error) {
      if (error instanceof Untrainable) return error.message;
      throw error;
    }
    return "";
  };
  for (const [type, config, data, reason] of [
    ["Dense", { units: 2 }, words, "Dense “n” takes numbers, and its data are texts"],
    ["StringLookup", { vocabulary: ["a"] }, [[1], [2]], "it takes words, and its data are numbers"],
    ["StringLookup", { vocabulary: ["a"], invert: true }, words, "it gives words, and the engine works on numbers"],
    [
      "StringLookup",
      { vocabulary: ["cat"], num_oov_indices: 0 },
      words,
      "“dog” is not in its vocabulary, and num_oov_indices is 0",
    ],
    ["StringLookup", { vocabulary: "words.txt" }, words, "its vocabulary is in a file; write it as a list"],
    ["TextVectorization", { vocabulary: ["a"] }, [[1], [2]], "it takes texts, and its data are numbers"],
    ["TextVectorization", { vocabulary: ["a"], ragged: true }, words, "lists of different lengths (ragged=True)"],
    ["TextVectorization", { vocabulary: ["a"] }, [["a", "b"]], "it takes one text for each sample"],
    ["TextVectorization", { vocabulary: "words.txt" }, words, "its vocabulary is in a file; write it as a list"],
    ["Hashing", { num_bins: 4, mask_value: "a" }, [[1], [2]], "its mask_value is no number, and its data are numbers"],
    ["Hashing", { num_bins: 4, salt: "a" }, words, "its salt is not a whole number, or two of them"],
    [
      "Hashing",
      { num_bins: 4, output_mode: "one_hot" },
      [["a", "b"]],
      'output_mode "one_hot" takes one value for each sample',
    ],
  ] as const)
    test(`${type}(${JSON.stringify(config)})`, () => {
      expect(refused(type, config, data)).toContain(reason);
    });
});

test("texts of other data go on from those of the training data", () => {
  const first = textsAsNumbers(textsOf([3], ["b", "a", "b"]));
  const second = textsAsNumbers(textsOf([3], ["c", null, "a"]), first.texts);
  expect([...first.data, ...second.data]).toEqual([0, 1, 0, 2, 3, 1]);
  expect(second.texts).toEqual(["b", "a", "c", ""]);
});

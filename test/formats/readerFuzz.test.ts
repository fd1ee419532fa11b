/** Any text at all gives a result: real files, cut, mixed and spoiled at random. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { Refusal } from "../../src/formats/format";
import { COULD_NOT_FOLLOW, type Problem } from "../../src/model/problem";
import { modelFiles } from "../support/modelFiles";
import { mutants } from "../support/mutants";
import { format, read } from "../support/reader";

const texts = modelFiles();

/** Where a mistake of our own was caught: the file is not lost, and still it is one. */
const isMistake = ({ code }: Problem): boolean => code === COULD_NOT_FOLLOW;

test("a layer without what it must be given is read", () => {
  const { models } = read(
    "import keras\nx = keras.Input((4, 3))\nmodel = keras.Model(x, keras.layers.RNN(return_state=True)(x))\n",
  );
  expect(models.map((graph) => infer(graph).problems[0]?.code)).toEqual(["missing-argument"]);
});

test("a spoiled file is read without an exception, and its problems lie inside it", () => {
  let models = 0;
  for (const text of mutants(texts, 300, 1)) {
    const { models: found, problems } = read(text, "mutant.py");
    expect(problems.filter(isMistake)).toEqual([]);
    for (const { span } of problems) {
      if (!span) continue;
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
    for (const graph of found) {
      models++;
      expect(infer(graph).problems.filter(isMistake)).toEqual([]);
      const [node] = graph.nodes;
      if (!node) continue;
      const edited = format.edit({ name: "mutant.py", text }, graph.name, [{ kind: "remove", node: node.id }]);
      expect(edited instanceof Refusal || Array.isArray(edited)).toBe(true);
    }
  }
  expect(models).toBeGreaterThan(50);
});

/** What the hints find in Python text, read by the real reader, and what their fixes make of it. */
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { findings, type Found } from "../../src/hints/findings";
import { placeOf, type Hint } from "../../src/hints/hint";
import { ignored } from "../../src/hints/ignore";
import type { Graph } from "../../src/model/graph";
import type { Setback } from "../../src/model/job";
import { edited } from "./edits";
import { read } from "./reader";

/** A mistake in a rule fails the test that runs it. */
const fail = (hint: Hint, error: unknown): never => {
  throw new Error(`${hint.id} failed`, { cause: error });
};

/** What is found in a graph; the rule asked for is on, even when it is off by default. */
export const foundIn = (
  graph: Graph,
  asked?: string,
  others: readonly Graph[] = [],
  setback?: Setback,
): readonly Found[] =>
  findings(
    infer(graph),
    {
      hints,
      failed: fail,
      choiceFor: ({ id, severity }) => (id === asked ? severity : "default"),
      setbackOf: () => setback,
    },
    others.map((other) => infer(other)),
  );

/** What is found in all models of a text, whose last run went so. */
export function found(text: string, asked?: string, setback?: Setback): readonly Found[] {
  const { models } = read(text);
  const isIgnored = ignored(text);
  return models
    .flatMap((graph) => foundIn(graph, asked, models, setback))
    .filter(({ hint, finding }) => isIgnored(hint.id, placeOf(finding)) === undefined);
}

/** `rule at layer`, in order. */
export const rulesIn = (text: string, asked?: string, setback?: Setback): readonly string[] =>
  found(text, asked, setback).map(({ hint, finding }) => `${hint.id} at ${finding.node.id}`);

/** The text after the fix of the first finding of a rule. */
export function fixed(text: string, rule: string, setback?: Setback): string {
  const { models } = read(text);
  for (const graph of models) {
    const first = foundIn(graph, rule, [], setback).find(({ hint }) => hint.id === rule);
    if (first?.finding.fix) return edited(text, first.finding.fix.edits, graph.name);
  }
  throw new Error(`${rule} has no fix here`);
}

/** A Sequential model around some lines of its list. */
export const sequentialText = (input: string, ...layers: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    `model = keras.Sequential([keras.Input(${input}),`,
    ...layers.map((layer) => `    ${layer},`),
    "])",
    "",
  ].join("\n");

/** A functional model around some lines that lead from `inputs` to `outputs`. */
export const functionalText = (input: string, ...lines: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    `inputs = x = keras.Input(${input})`,
    ...lines,
    "model = keras.Model(inputs, outputs)",
    "",
  ].join("\n");

/** Near misses: a rule is silent about each text. */
export function quiet(rule: string, cases: Readonly<Record<string, string>>): void {
  describe(`${rule} is quiet`, () => {
    for (const [why, text] of Object.entries(cases))
      test(why, () => {
        expect(read(text).models.length, "a model is read").toBeGreaterThan(0);
        expect(rulesIn(text, rule).filter((one) => one.startsWith(`${rule} `))).toEqual([]);
      });
  });
}

/** A rule speaks of these layers, first to last. */
export function speaks(rule: string, cases: Readonly<Record<string, readonly [text: string, ...at: string[]]>>): void {
  describe(`${rule} speaks`, () => {
    for (const [why, [text, ...at]] of Object.entries(cases))
      test(why, () => {
        expect(rulesIn(text, rule).filter((one) => one.startsWith(`${rule} `))).toEqual(
          at.map((layer) => `${rule} at ${layer}`),
        );
      });
  });
}

/** A graph whose weights are loaded is left alone by rules that change what weights there are. */
export function quietWithWeights(rule: string, text: string): void {
  test(`${rule} is quiet when weights are loaded`, () => {
    const [graph] = read(text).models;
    const rules = (one: Graph): readonly string[] => foundIn(one, rule).map(({ hint }) => hint.id);
    expect(rules(graph!)).toContain(rule);
    expect(rules({ ...graph!, loadsWeights: true })).not.toContain(rule);
  });
}

/** What Keras itself passes for `training`, another thing for fitting than for predicting, is no fixed argument, whatever its default is. */
export function quietOfPhases(rule: string): void {
  const text = (parameter: string, base: string): string =>
    [
      "import keras",
      "import numpy as np",
      "from keras import layers",
      `class Part(keras.${base}):`,
      "    def __init__(self):",
      "        super().__init__()",
      "        self.dense = layers.Dense(4, use_bias=False)",
      "        self.norm = layers.BatchNormalization()",
      "        self.answer = layers.Dense(1)",
      `    def call(self, x${parameter}):`,
      "        return self.answer(self.norm(self.dense(x), training=training))",
      ...(base === "Model"
        ? ["model = Part()", "model.build((None, 8))"]
        : ["inputs = keras.Input((8,))", "model = keras.Model(inputs, Part()(inputs))"]),
      'model.compile("sgd", "mse")',
      "model.fit(np.zeros((9999, 8)), np.zeros((9999, 1)), epochs=9)",
      "",
    ].join("\n");
  quiet(
    rule,
    Object.fromEntries(
      [", training", ", training=None", ", training=True", ", training=False"].flatMap((parameter) =>
        ["Model", "layers.Layer"].map((base) => [`call(self, x${parameter}) of a ${base}`, text(parameter, base)]),
      ),
    ),
  );
}

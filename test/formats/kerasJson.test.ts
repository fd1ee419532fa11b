/** Models as Keras writes them in JSON, compared with what Keras says of them; and files that are not what they should be. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { draftJob } from "../../src/analysis/job";
import { infer } from "../../src/analysis/infer";
import { kerasJson } from "../../src/formats/kerasJson";
import { mayBeModelJson } from "../../src/formats/kerasJson/recognize";
import type { Graph } from "../../src/model/graph";
import { summary } from "../support/reader";

const folder = join(import.meta.dirname, "../fixtures/kerasJson");
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));
const textOf = (name: string): string => readFileSync(join(folder, `${name}.json`), "utf8");
const read = (text: string) => kerasJson.read({ name: "model.json", text });
const problemsOf = (text: string) => read(text).problems.map(({ code, message }) => `${code}: ${message}`);

/** Keras, which has the class, knows its weights; from the file nobody can. */
const withoutForeign = (expected: string): string =>
  expected
    .replace("scale | Scale | (None, 4) | 4", "scale | Scale | (None, 4) | ?")
    .replace("total 45, trainable 45, not 0", "total ?, trainable ?, not ?");

/** Names of the models that are layers of another, however deep. */
const partsOf = ({ nodes }: Graph): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ inner }) => (inner ? [inner.name, ...partsOf(inner)] : [])));

describe("models read from JSON are those that Keras makes of it", () => {
  for (const file of files)
    test(basename(file, ".txt").replaceAll("_", " "), () => {
      const text = textOf(basename(file, ".txt"));
      expect(kerasJson.matches({ name: "model.json", text })).toBe(true);
      const { models, problems } = read(text);
      expect(models.filter(({ name }) => !partsOf(models[0]!).has(name))).toHaveLength(1);
      const expected = readFileSync(join(folder, file), "utf8").trim();
      expect(summary(models[0]!)).toBe(file === "custom.txt" ? withoutForeign(expected) : expected);
      expect(infer(models[0]!).problems).toEqual([]);
      if (file !== "custom.txt") expect(problems).toEqual([]);
    });

  test("layers of the program's own, and code, are told and not guessed", () => {
    expect(problemsOf(textOf("custom"))).toEqual([
      "layer-not-known: Scale “scale” is not followed: Scale is a class of the program that wrote this file.",
      "layer-not-known: Lambda “twice” is not followed: its code lies in the file and is never run.",
    ]);
    const { models } = read(textOf("subclassed"));
    expect(models).toMatchObject([{ name: "whole", class: "Subclassed", nodes: [{ type: "Whole" }] }]);
    expect(problemsOf(textOf("subclassed"))[0]).toMatch(
      /^layer-not-known: Whole “whole” is not followed: the file does/,
    );
  });

  test("a model in the wrappings of other tools, and several in one file", () => {
    const model = textOf("keras2_sequential");
    const wrapped = `{"format": "layers-model", "modelTopology": {"keras_version": "2.11.0", "model_config": ${model}}, "weightsManifest": []}`;
    expect(read(wrapped).models.map(({ name }) => name)).toEqual(["sequential"]);
    const both = `{"one": ${model}, "other": ${textOf("residual")}}`;
    expect(read(both).models.map(({ name }) => name)).toEqual(["sequential", "residual"]);
  });
});

describe("what JSON says of training", () => {
  test("loss, optimizer and metrics of a compiled model", () => {
    const job = draftJob(infer(read(textOf("sequential")).models[0]!));
    expect(job).toMatchObject({
      loss: { class_name: "sparse_categorical_crossentropy" },
      metrics: [{ class_name: "accuracy" }],
      optimizer: {
        class_name: "Adam",
        config: { learning_rate: { class_name: "ExponentialDecay", config: { initial_learning_rate: 0.01 } } },
      },
      notes: [],
    });
  });
  test("by output", () => {
    const job = draftJob(infer(read(textOf("several")).models[0]!));
    expect(job.outputs).toMatchObject([
      { name: "kind", loss: { class_name: "SparseCategoricalCrossentropy" }, weight: 0.5 },
      { name: "price", loss: { class_name: "mse" }, weight: 1, metrics: [] },
    ]);
    expect(job.optimizer.config["learning_rate"]).toBe(0.1);
    expect(job.notes).toEqual([]);
  });
});

describe("places", () => {
  const text = textOf("residual");
  const [model] = read(text).models;
  const at = (span: { start: number; end: number } | undefined): string => text.slice(span!.start, span!.end);
  const stem = model!.nodes.find(({ name }) => name === "stem")!;

  test("of layers and their arguments", () => {
    expect(at(stem.span)).toMatch(/^\{\s*"module": "keras.layers",\s*"class_name": "Conv2D"[^]*\}$/);
    expect(at(stem.args["filters"]!.span)).toBe("8");
    expect(at(stem.args["name"]!.span)).toBe('"stem"');
    expect(at(stem.args["kernel_regularizer"]!.span)).toMatch(/^\{[^]*"L2"[^]*\}$/);
  });
  test("of a layer's name wherever the model says it", () => {
    expect(stem.mentions!.map(({ span }) => at(span))).toEqual(["stem", "stem", "stem"]);
    const image = model!.nodes.find(({ name }) => name === "image")!;
    expect(image.mentions!.map(({ span }) => at(span))).toEqual(["image", "image", "image"]);
  });
});

describe("files that are not what they should be", () => {
  const sequential = (layers: string, more = ""): string =>
    `{"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": [${layers}]}${more}}`;
  const input =
    '{"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "x"}}';
  const dense = (name: string, more = ""): string =>
    `{"module": "keras.layers", "class_name": "Dense", "config": {"name": "${name}", "units": 3${more}}}`;

  test("other JSON is nobody's business here", () => {
    for (const text of [
      '{"name": "package", "version": "1.0.0", "scripts": {"test": "keras tensorflow"}}',
      "[]",
      "",
      '"class_name": 3',
      'model = {"class_name": "Sequential"}',
    ])
      expect(mayBeModelJson(text)).toBe(false);
    // holds the word and is none
    expect(read('{"class_name": "Adam", "config": {"learning_rate": 0.1}}')).toEqual({ models: [], problems: [] });
    expect(read('{"students": [{"class_name": "5b"}]}')).toEqual({ models: [], problems: [] });
    expect(kerasJson.matches({ name: "model.py", text: textOf("residual") })).toBe(false);
  });

  test("cut off anywhere, it gives what is there and says where it ends", () => {
    for (const name of ["sequential", "residual", "twins", "keras2_shared"]) {
      const text = textOf(name);
      for (let end = 60; end < text.length - 2; end += 97) {
        const { models, problems } = read(text.slice(0, end));
        expect(problems[0]?.code).toBe("syntax");
        for (const model of models) infer(model);
      }
    }
    const cut = textOf("sequential");
    const [model] = read(cut.slice(0, cut.indexOf('"class_name": "Flatten"'))).models;
    expect(model!.nodes.map(({ type }) => type)).toContain("MaxPooling2D");
  });

  test("wrong kinds of values", () => {
    expect(problemsOf(sequential("3"))).toContain("not-a-layer: An entry of layers is an object; this is a number.");
    expect(problemsOf(sequential('{"config": {"units": 3}}'))).toContain(
      "class-name-missing: This layer has no class_name, which says what it is.",
    );
    expect(problemsOf(sequential('{"class_name": "Dense", "config": 7}'))).toContain(
      "wrong-config: The config of a layer is an object; this is a number.",
    );
    const { problems } = infer(read(sequential(`${input}, ${dense("d", ', "activation": 5, "unit": 3')}`)).models[0]!);
    expect(problems.map(({ message }) => message)).toEqual([
      "Dense “d”: activation must be the name of an activation or one made with keras.activations, got 5",
      "Dense has no argument unit (did you mean units?)",
    ]);
    expect(problemsOf(sequential(`${input}, ${dense("d")}, ${dense("d")}`))).toContain(
      "name-twice: Two layers are named “d”: Keras refuses that.",
    );
  });

  const functional = (...layers: readonly (readonly [name: string, ...from: string[]])[]): string => {
    const entries = layers.map(([name, ...from]) => {
      const inbound = from.length > 0 ? `[[${from.map((one) => `["${one}", 0, 0, {}]`).join(", ")}]]` : "[]";
      const config = from.length > 0 ? `{"name": "${name}"}` : `{"name": "${name}", "batch_input_shape": [null, 4]}`;
      return `{"class_name": "${from.length > 0 ? "Add" : "InputLayer"}", "config": ${config}, "name": "${name}", "inbound_nodes": ${inbound}}`;
    });
    const last = layers.at(-1)![0];
    return `{"class_name": "Functional", "config": {"name": "m", "layers": [${entries.join(", ")}], "input_layers": [["x", 0, 0]], "output_layers": [["${last}", 0, 0]]}}`;
  };

  test("loops, and names of layers that are not there", () => {
    expect(problemsOf(functional(["x"], ["a", "x", "b"], ["b", "a", "x"]))).toEqual([
      "loop: “b” takes from “a”, which takes from it in turn: a model has no loops.",
    ]);
    expect(problemsOf(functional(["x"], ["a", "x", "a"]))).toEqual([
      "loop: “a” takes from itself: a model has no loops.",
    ]);
    expect(problemsOf(functional(["x"], ["a", "x", "y"]))).toEqual([
      "connection-missing: There is no layer “y” in this model.",
    ]);
    expect(problemsOf(functional(["x"], ["dead", "x", "x"], ["a", "x", "x"]))).toEqual([
      "leads-nowhere: “dead” leads to no output of the model: Keras leaves it out.",
    ]);
  });

  test("a chain of ten thousand layers", () => {
    const layers = Array.from({ length: 10_000 }, (_, i) => [`a${i}`, i === 0 ? "x" : `a${i - 1}`, "x"] as const);
    const { models, problems } = read(functional(["x"], ...layers));
    expect(problems).toEqual([]);
    expect(models[0]!.nodes).toHaveLength(10_001);
  });

  test("nested ten thousand deep", () => {
    const text = `{"class_name": ${"[".repeat(10_000)}`;
    expect(problemsOf(text)).toEqual([
      "nested-too-deeply: This JSON is nested more than 1000 levels deep; it is not read.",
    ]);
    let model = dense("d");
    for (let i = 0; i < 100; i++) model = sequential(model);
    expect(problemsOf(model).join()).toMatch(/models are put into each other too deeply/);
  });

  test("fifty megabytes", () => {
    const text = `{"class_name": "Sequential", "config": {"layers": [${`${dense("d")}, `.repeat(600_000)}]}}`;
    expect(text.length).toBeGreaterThan(50_000_000);
    expect(problemsOf(text)).toEqual(["file-too-large: Larger than 16 MB; a model's JSON is not read beyond that."]);
  });

  test("any piece of a model in the place of any other throws nothing", () => {
    const root: unknown = JSON.parse(textOf("keras2_shared"));
    const pieces: unknown[] = [null, 3, "x", [], {}, true, [["tower", 0, 0]]];
    const places: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      places.push(path);
      if (Array.isArray(value)) value.forEach((item, i) => walk(item, [...path, i]));
      else if (typeof value === "object" && value !== null)
        for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
    };
    walk(root, []);
    for (const path of places.filter((_, i) => i % 5 === 0))
      for (const piece of pieces) {
        const copy = structuredClone({ root }) as Record<string, unknown>;
        let owner = copy as Record<string | number, unknown>;
        const whole = ["root", ...path];
        for (const key of whole.slice(0, -1)) owner = owner[key] as Record<string | number, unknown>;
        owner[whole.at(-1)!] = piece;
        for (const model of read(JSON.stringify(copy["root"])).models) infer(model);
      }
  });
});

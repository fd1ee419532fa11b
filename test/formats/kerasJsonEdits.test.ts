/** Edits of a graph as small edits of its JSON, which stays as it was written. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/formats/format";
import { kerasJson } from "../../src/formats/kerasJson";
import type { GraphEdit } from "../../src/model/edit";
import { applied } from "../support/editCases";
import { summary } from "../support/reader";

const folder = join(import.meta.dirname, "../fixtures/kerasJson");
const textOf = (name: string): string => readFileSync(join(folder, `${name}.json`), "utf8");

/** The lines, or for a file of one line the words, that an edit takes away and puts there. */
function edited(text: string, model: string, ...edits: readonly GraphEdit[]): string {
  const result = kerasJson.edit({ name: "model.json", text }, model, edits);
  if (result instanceof Refusal) throw new Error(result.reason);
  const after = applied(text, result);
  JSON.parse(after);
  return after;
}
const rowsOf = (text: string): readonly string[] =>
  summary(kerasJson.read({ name: "m.json", text }).models[0]!).split("\n");
const reasonOf = (text: string, model: string, edit: GraphEdit): string => {
  const result = kerasJson.edit({ name: "model.json", text }, model, [edit]);
  return result instanceof Refusal ? result.reason : "it was done";
};
/** Lines that only one of two texts has. */
function changed(
  before: string,
  after: string,
): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const [old, new_] = [before.split("\n"), after.split("\n")];
  const less = (all: readonly string[], others: readonly string[]): string[] => {
    const rest = [...others];
    return all.filter((line) => {
      const at = rest.indexOf(line);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  return { gone: less(old, new_).map((one) => one.trim()), come: less(new_, old).map((one) => one.trim()) };
}

describe("arguments", () => {
  const pretty = textOf("residual");
  test("a value is written in the place of another, and nothing else moves", () => {
    const after = edited(pretty, "residual", { kind: "setParam", node: "stem", param: "use_bias", value: false });
    expect(changed(pretty, after)).toEqual({ gone: ['"use_bias": true,'], come: ['"use_bias": false,'] });
  });
  test("an object as Keras 3 writes it, with the file's indentation", () => {
    const value = { class_name: "HeNormal", config: {} };
    const after = edited(pretty, "residual", { kind: "setParam", node: "stem", param: "kernel_initializer", value });
    expect(after).toContain(
      [
        '          "kernel_initializer": {',
        '            "module": "keras.initializers",',
        '            "class_name": "HeNormal",',
        '            "config": {},',
        '            "registered_name": null',
        "          },",
      ].join("\n"),
    );
  });
  test("an argument that is not there comes last, one that goes takes its comma along", () => {
    const set: GraphEdit = { kind: "setParam", node: "batch_normalization", param: "momentum", value: 0.9 };
    const short = textOf("sequential");
    const without = edited(short, "digits", { kind: "removeParam", node: "batch_normalization", param: "momentum" });
    expect(without).not.toContain('"momentum"');
    expect(edited(without, "digits", set)).toContain('"renorm_momentum": 0.99, "momentum": 0.9}');
  });
  test("under the name that the file's version has for it", () => {
    const text = textOf("keras1_sequential");
    const after = edited(text, "sequential", { kind: "setParam", node: "dropout_1", param: "rate", value: 0.2 });
    expect(changed(text, after)).toEqual({ gone: ['"p": 0.5'], come: ['"p": 0.2'] });
  });
});

describe("steps of a sequential model", () => {
  const text = textOf("sequential");
  const relu = { type: "Activation", args: { activation: "relu" } };
  test("a layer behind another, one before another, one less", () => {
    const after = edited(
      text,
      "digits",
      { kind: "insertAfter", node: "conv2d", layer: relu },
      { kind: "insertBefore", node: "dense", layer: { type: "Dropout", args: { rate: 0.5 } } },
      { kind: "remove", node: "re_lu" },
    );
    expect(rowsOf(after).map((row) => row.split(" | ")[0])).toEqual([
      ...["digits: Sequential", "conv2d", "activation", "batch_normalization", "max_pooling2d", "flatten", "dropout"],
      ...["dropout_1", "dense", "total 13634, trainable 13618, not 16"],
    ]);
    expect(after.split("\n")).toHaveLength(text.split("\n").length);
  });
  test("two change places", () => {
    const after = edited(text, "digits", { kind: "swap", first: "batch_normalization", second: "re_lu" });
    expect(rowsOf(after).slice(2, 4)).toEqual([
      "re_lu | ReLU | (None, 26, 26, 8) | 0",
      "batch_normalization | BatchNormalization | (None, 26, 26, 8) | 32",
    ]);
    expect(after).toHaveLength(text.length);
  });
  test("a layer is put into another", () => {
    const after = edited(textOf("keras2_list"), "sequential", {
      kind: "wrap",
      node: "dense_1",
      wrapper: { type: "SpectralNormalization", args: { power_iterations: 2 } },
    });
    expect(rowsOf(after)[3]).toMatch(/^dense_1 \| SpectralNormalization \| \(None, 6\)/);
  });
});

describe("steps of a functional model", () => {
  const pretty = textOf("residual");
  const norm = { type: "BatchNormalization", args: {} };
  test("a layer behind one that two others take", () => {
    const after = edited(pretty, "residual", { kind: "insertAfter", node: "stem", layer: norm });
    const { gone, come } = changed(pretty, after);
    // the new one takes from it in their place
    expect(gone).toEqual(['"stem",']);
    expect(come).toContain('"batch_normalization",');
    expect(rowsOf(after)).toContain("batch_normalization | BatchNormalization | (None, 16, 16, 8) | 32");
  });
  test("one before an output, one less, and two that change places", () => {
    const before = edited(pretty, "residual", { kind: "insertBefore", node: "scores", layer: norm });
    expect(rowsOf(before).at(-3)).toBe("batch_normalization | BatchNormalization | (None, 8) | 32");
    const less = edited(pretty, "residual", { kind: "remove", node: "scores" });
    expect(rowsOf(less).at(-2)).toBe("pool | GlobalAveragePooling2D | (None, 8) | 0");
    const swapped = edited(pretty, "residual", { kind: "swap", first: "norm", second: "act" });
    expect(
      rowsOf(swapped)
        .slice(3, 5)
        .map((row) => row.split(" | ")[0]),
    ).toEqual(["act", "norm"]);
  });
  test("in the spelling of Keras 2", () => {
    const text = textOf("keras2_attention");
    const after = edited(text, "attention", { kind: "insertAfter", node: "add", layer: norm });
    expect(after).toContain('"name": "batch_normalization", "inbound_nodes": [[["add", 0, 0, {}]]]}');
    expect(after).toContain('"inbound_nodes": [[["batch_normalization", 0, 0, {}]]]');
    expect(rowsOf(edited(after, "attention", { kind: "remove", node: "batch_normalization" }))).toEqual(rowsOf(text));
  });
  test("behind a model that is called twice, for the one call that is meant", () => {
    const after = edited(textOf("keras2_shared"), "shared", { kind: "insertAfter", node: "tower", layer: norm });
    expect(rowsOf(after)).toContain("batch_normalization | BatchNormalization | (None, 8) | 32");
  });
});

test("what cannot be done is refused, with the reason", () => {
  const { kind, param, value } = { kind: "setParam", param: "rate", value: 0.1 } as const;
  const text = textOf("residual");
  expect(reasonOf(text, "other", { kind, node: "stem", param, value })).toBe("There is no model “other” in this file.");
  expect(reasonOf(text, "residual", { kind, node: "none", param, value })).toMatch(/^There is no such layer/);
  expect(reasonOf(text, "residual", { kind: "remove", node: "sum" })).toBe("“sum” is not one step of a chain.");
  expect(reasonOf(text, "residual", { kind, node: "stem", param, value: { unknown: "?" } })).toBe(
    "There is no way to write this value of rate in JSON.",
  );
  expect(reasonOf(textOf("keras1_sequential"), "sequential", { kind, node: "input_layer", param, value })).toMatch(
    /a first layer's input shape stands for it/,
  );
});

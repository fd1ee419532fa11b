/** The editor's program is built without what only pages and training need: what is left says and computes the same. */
import { build } from "esbuild";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { leaveOut, withoutDocs, withoutPage, withoutTraining } from "../scripts/leaveOut.mjs";
import { layers } from "../src/layers";
import type { AnyLayer } from "../src/layers/layer";
import { layerResponse } from "../src/layers/response";

const lines = (text: string): number => text.split("\n").length;

test("a hint keeps what it finds, and every line its place", () => {
  const hint = `export const one = defineHint({
  title: "One",
  docs: \`of
two lines\`,
  zh: { title: "一", docs: "页" },
  examples: [{ bad: "a", good: "b" }],
  *find(model) {
    yield { docs: model };
  },
});`;
  const left = withoutPage(hint);
  expect(left).toContain('docs: ""\n,\n  zh: { title: "一", docs: "" },\n  examples: [],');
  expect(left).toContain("*find(model)");
  expect(lines(left)).toBe(lines(hint));
});

test("a layer keeps its shape, and whether it hands on what is padding", () => {
  const layer = `export const one = defineLayer({
  mask: "passes",
  shape: ([x]) => x,
  lower([x]) {
    return x;
  },
  adapt() {},
});`;
  const left = withoutTraining(layer);
  expect(left).toContain('mask: "passes",\n  shape: ([x]) => x,\n  lower: () => ({');
  expect(left).toContain("adapt: undefined,");
  expect(lines(left)).toBe(lines(layer));
});

test("a layer that changes images keeps its arguments alone", () => {
  const layer = `export const one = augmentation({
  params: { factor: factor("How much.") },
  change(x) {
    return x;
  },
});`;
  const left = withoutTraining(layer);
  expect(left).toContain('params: { factor: factor("How much.") },\n  change: () => ({');
  expect(lines(left)).toBe(lines(layer));
});

test("an argument that must be given keeps its documentation", () => {
  const layer = `import { bool, size } from "./param";
const made = { docs: ["What", "it is."].join(" "), units: size("How many."), bias: bool("Whether.", true), other: call("x", 1) };`;
  expect(withoutDocs(layer, "one")).toContain(
    '{ docs: "", units: size("How many."), bias: bool("", true), other: call("x", 1) }',
  );
});

describe("the layers of the editor's program", () => {
  let left: { readonly layers: typeof layers; readonly layerResponse: typeof layerResponse };
  beforeAll(async () => {
    const contents = `export { layers } from "./src/layers"; export { layerResponse } from "./src/layers/response";`;
    const stdin = { contents, resolveDir: join(import.meta.dirname, "..") };
    const plugins = [leaveOut];
    const outfile = join(mkdtempSync(join(tmpdir(), "batchwise-")), "layers.mjs");
    await build({ stdin, bundle: true, outfile, format: "esm", plugins });
    left = (await import(pathToFileURL(outfile).href)) as typeof left;
  });

  test("are the same, with the same arguments", () => {
    const outline = (all: readonly AnyLayer[]) =>
      all.map(({ type, aliases, arity, params }) => [
        type,
        aliases,
        arity,
        Object.entries(params).map(([name, { kind, default: preset, choices }]) => [name, kind, preset, choices]),
      ]);
    expect(outline(left.layers)).toEqual(outline(layers));
  });

  test("ask for what is missing in the same words", () => {
    const asked = (all: readonly AnyLayer[]) =>
      all.flatMap(({ params }) =>
        Object.values(params).flatMap((one) => (one.default === undefined ? [one.docs] : [])),
      );
    expect(asked(left.layers)).toEqual(asked(layers));
  });

  test("answer number by number where the whole ones do: hints compute with that", () => {
    const answer = (layer: AnyLayer, of: typeof layerResponse): readonly number[] | undefined => {
      const needs = Object.entries(layer.params).filter(([, param]) => param.default === undefined);
      if (needs.some(([name]) => name !== "activation")) return undefined;
      const presets = Object.entries(layer.params).map(([name, param]): [string, unknown] => [
        name,
        param.parse(param.default ?? null),
      ]);
      const config = { ...Object.fromEntries(presets), ...(layer.type === "Activation" && { activation: tanh }) };
      const traits = layer.traits(config);
      if (!traits.includes("nonlinear") || traits.some((one) => weighted.has(one))) return undefined;
      const answered = of({ layer, config, problems: [], missing: [], trainable: true })(Float64Array.of(-1, 0.5, 2));
      return answered && [...answered];
    };
    const answers = layers.map((layer) => answer(layer, layerResponse));
    expect(answers.filter((one) => one !== undefined).length).toBeGreaterThan(3);
    expect(left.layers.map((layer) => answer(layer, left.layerResponse))).toEqual(answers);
  });
});

const tanh = { class_name: "tanh", config: {} };
/** What hints do not take for an activation. */
const weighted = new Set<string>(["affine", "mixes-channels", "pools", "recurs", "attends"]);

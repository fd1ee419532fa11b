import { describe, expect, test } from "vitest";
import type { Fix, Hint } from "../../src/hints/hint";
import type { GraphEdit } from "../../src/model/edit";
import type { Graph } from "../../src/model/graph";
import { graphViewChecks, type GraphPicture } from "../../src/protocol/graphView";
import { paint, type Picture } from "../../src/picture/document";
import { drawGraph, type DrawnGraph } from "../../src/picture/graph";
import { english } from "../../src/picture/text";
import { sequential } from "../support/graph";
import * as v from "valibot";

const model = sequential(
  [28, 28, 1],
  [
    ["Conv2D", { filters: 8, kernel_size: 3, activation: "relu" }],
    ["BatchNormalization"],
    ["MaxPooling2D"],
    ["Flatten"],
    ["Dropout", { rate: 0.5 }],
    ["Dense", { units: 10, activation: "softmax", trainable: false }],
  ],
);

function hintWith(node: string, edits: readonly GraphEdit[]): Hint {
  const fix: Fix = { title: "Do it", edits };
  return {
    id: "rule",
    severity: "info",
    evidence: "literature",
    title: "Rule",
    docs: "For tests.",
    examples: [],
    *find({ nodes }) {
      yield { node: nodes.find(({ id }) => id === node)!, message: "a remark", fix };
    },
  };
}

const painted = (graph: Graph, ...hints: Hint[]): Picture => paint("", { models: [graph], problems: [] }, { hints });
const draw = (graph: Graph, ...hints: Hint[]): DrawnGraph => drawGraph(painted(graph, ...hints), "m.py", 0, english);
function pictureOf({ view }: DrawnGraph): GraphPicture {
  if (view.kind !== "graph") throw new Error(`drawn as ${view.kind}`);
  return view.picture;
}

test("a model is drawn with kinds, shapes, parameters, activations and totals", () => {
  const picture = pictureOf(draw(model));
  expect(picture.nodes.map(({ id, kind, shape, params }) => [id, kind, shape, params])).toEqual([
    ["input_layer", "input", "(None, 28, 28, 1)", 0],
    ["conv2d", "kernel", "(None, 26, 26, 8)", 80],
    ["batch_normalization", "normalization", "(None, 26, 26, 8)", 32],
    ["max_pooling2d", "pooling", "(None, 13, 13, 8)", 0],
    ["flatten", "reshape", "(None, 1352)", 0],
    ["dropout", "regularization", "(None, 1352)", 0],
    ["dense", "kernel", "(None, 10)", 13530],
  ]);
  expect(picture.nodes.map(({ activation }) => activation).filter(Boolean)).toEqual(["relu", "softmax"]);
  expect(picture.nodes.filter(({ frozen }) => frozen).map(({ id }) => id)).toEqual(["dense"]);
  expect(picture.totals).toEqual({ layers: 6, params: 13642, trainable: 96, nonTrainable: 13546 });
  expect(picture.edges).toHaveLength(6);
  expect(picture.notice).toBeUndefined();
});

test("it passes the panel's own check", () => {
  const hint = hintWith("conv2d", [{ kind: "insertAfter", node: "conv2d", layer: { type: "ReLU", args: {} } }]);
  expect(v.is(graphViewChecks.events.view, draw(model, hint).view)).toBe(true);
});

test("problems and hints are notes on their layer", () => {
  const wrong = sequential([4], [["Dense", { units: -3 }]]);
  const [, dense] = pictureOf(draw(wrong)).nodes;
  expect(dense!.problems.map(({ severity, code }) => [severity, code])).toEqual([["error", "wrong-argument"]]);
  expect(dense!.shape).toBeUndefined();
  expect(dense!.params).toHaveProperty("unknown");

  const [, conv] = pictureOf(draw(model, hintWith("conv2d", []))).nodes;
  expect(conv!.hints).toEqual([
    { id: "rule@conv2d", severity: "info", code: "rule", message: "a remark", fix: "Do it", canProve: true },
  ]);
});

describe("ghosts stand on the edges where a layer would come", () => {
  const layer = { type: "BatchNormalization", args: {} };
  const ghosts = (graph: Graph, node: string, ...edits: GraphEdit[]): unknown[] => {
    const drawn = draw(graph, hintWith(node, edits));
    return pictureOf(drawn).ghosts.map(({ id, from, to, type, kind, moves }) => {
      expect(drawn.fixes.get(id)?.edits).toEqual(edits);
      return [from, to, type, kind, moves];
    });
  };

  test("inserted after", () => {
    expect(ghosts(model, "max_pooling2d", { kind: "insertAfter", node: "max_pooling2d", layer })).toEqual([
      ["max_pooling2d", "flatten", "BatchNormalization", "normalization", undefined],
    ]);
  });
  test("inserted before", () => {
    expect(ghosts(model, "dense", { kind: "insertBefore", node: "dense", layer })).toEqual([
      ["dropout", "dense", "BatchNormalization", "normalization", undefined],
    ]);
  });
  test("a normalization that moves up", () => {
    expect(ghosts(model, "conv2d", { kind: "swap", first: "conv2d", second: "batch_normalization" })).toEqual([
      ["input_layer", "conv2d", "BatchNormalization", "normalization", "batch_normalization"],
    ]);
  });
  test("a normalization that comes before an activation, which has been an argument", () => {
    const taken: GraphEdit = { kind: "removeParam", node: "conv2d", param: "activation" };
    const put: GraphEdit = {
      kind: "insertAfter",
      node: "batch_normalization",
      layer: { type: "Activation", args: { activation: "relu" } },
    };
    expect(ghosts(model, "batch_normalization", taken, put)).toEqual([
      ["conv2d", "batch_normalization", "BatchNormalization", "normalization", "batch_normalization"],
    ]);
  });
  test("another layer that moves down", () => {
    expect(ghosts(model, "flatten", { kind: "swap", first: "flatten", second: "dropout" })).toEqual([
      ["dropout", "dense", "Flatten", "reshape", "flatten"],
    ]);
  });
  test("not for a changed parameter", () => {
    expect(ghosts(model, "conv2d", { kind: "setParam", node: "conv2d", param: "use_bias", value: false })).toEqual([]);
  });
});

test("a file without a model says so, and why when something is wrong", () => {
  const none = { models: [], problems: [] };
  const rules = { hints: [] };
  expect(drawGraph(paint("", none, rules), "m.py", 0, english).view).toEqual({ kind: "empty", file: "m.py" });
  const problem = { code: "x", severity: "error" as const, message: "This is why.", span: { start: 4, end: 5 } };
  const drawn = drawGraph(paint("a\nb\nc", { ...none, problems: [problem] }, rules), "m.py", 0, english);
  expect(drawn.view).toEqual({
    kind: "unread",
    file: "m.py",
    reasons: [{ id: "reason 0", message: "This is why.", line: 3 }],
  });
  expect(drawn.reasons.get("reason 0")).toEqual({ start: 4, end: 5 });
});

test("the second model of a file can be shown; one that is gone is not", () => {
  const two = { models: [model, sequential([3], [["Dense", { units: 1 }]], "second")], problems: [] };
  const picture = paint("", two, { hints: [] });
  expect(pictureOf(drawGraph(picture, "m.py", 1, english))).toMatchObject({ models: ["model", "second"], shown: 1 });
  expect(pictureOf(drawGraph(picture, "m.py", 7, english)).shown).toBe(0);
});

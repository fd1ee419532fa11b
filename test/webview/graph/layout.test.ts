import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GraphPicture, PictureNode } from "../../../src/protocol/graphView";
import { layOut, type Box, type Layout } from "../../../webview/graph/layout";
import { foldsOf, makeScene, type Scene } from "../../../webview/graph/scene";
import { findCuts } from "../../../webview/graph/segments";
import { branchedNet, chain, faultyNet, inceptionNet, residualNet, tutorialCnn } from "../pictures";

function drawn(picture: GraphPicture, { folded = false, ghosts = true } = {}): { scene: Scene; layout: Layout } {
  const scene = makeScene(picture, { folds: foldsOf(picture), folded: () => folded, ghosts });
  return { scene, layout: layOut(scene) };
}

/** What must hold of every drawing. */
function checkDrawing({ scene, layout }: { readonly scene: Scene; readonly layout: Layout }): void {
  const { items, links } = scene;
  const boxes = items.map(({ key }) => layout.boxes.get(key)!);
  const apart = (a: Box, b: Box): boolean =>
    a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length; j++)
      if (!apart(boxes[i]!, boxes[j]!)) throw new Error(`${items[i]!.key} overlaps ${items[j]!.key}`);
  for (const { from, to } of links) {
    const [above, below] = [layout.boxes.get(from)!, layout.boxes.get(to)!];
    expect(above.top + above.height, `${from} above ${to}`).toBeLessThan(below.top);
  }
  expect(layout.routes).toHaveLength(links.length);
  for (const { left, top, width, height } of boxes) {
    expect(left).toBeGreaterThanOrEqual(layout.bounds.left);
    expect(left + width).toBeLessThanOrEqual(layout.bounds.left + layout.bounds.width);
    expect(top + height).toBeLessThanOrEqual(layout.bounds.height);
  }
}

const models = { tutorialCnn, residualNet, inceptionNet, branchedNet, faultyNet, chain: () => chain(200) };

describe("a layout", () => {
  for (const [name, make] of Object.entries(models))
    for (const folded of [false, true])
      test(`${name}${folded ? ", folded" : ""}: cards stand apart, edges run downwards`, () => {
        checkDrawing(drawn(make(), { folded }));
      });

  test("a chain is one straight line, ghosts included", () => {
    const { layout } = drawn(tutorialCnn());
    expect(new Set([...layout.boxes.values()].map(({ left, width }) => left + width / 2)).size).toBe(1);
  });

  test("the longest way through a residual network is straight, its short cuts run beside it on the right", () => {
    const { layout, scene } = drawn(residualNet());
    const center = (key: string): number => layout.boxes.get(key)!.left + layout.boxes.get(key)!.width / 2;
    const joins = scene.items.filter((item) => item.kind === "layer" && item.node.type === "Add");
    expect(joins).toHaveLength(6);
    for (const { key } of joins) expect(center(key)).toBe(center("layer input_layer"));
    for (const { reach } of layout.routes) expect(reach.left).toBeGreaterThanOrEqual(center("layer input_layer"));
  });

  test("edges that join carry their shapes, others do not", () => {
    const { layout } = drawn(branchedNet());
    const labels = layout.routes.filter(({ label }) => label).map(({ to, label }) => `${to}: ${label!.text}`);
    expect(labels.sort()).toEqual([
      "layer concatenate: (None, 16)",
      "layer concatenate: (None, 32)",
      "layer concatenate: (None, 32)",
      "layer concatenate: (None, 64)",
      "layer concatenate: (None, 64)",
    ]);
  });

  test("labels that would touch stand in several lines", () => {
    const { layout } = drawn(residualNet());
    const labels = layout.routes.flatMap(({ label }) => (label ? [label] : []));
    for (const a of labels)
      for (const b of labels)
        if (a !== b && Math.abs(a.top - b.top) < a.height)
          expect(a.left + a.width <= b.left || b.left + b.width <= a.left).toBe(true);
  });

  test("the ends of a model stand side by side", () => {
    const { layout } = drawn(branchedNet());
    expect(layout.boxes.get("layer age")!.top).toBe(layout.boxes.get("layer class_probabilities")!.top);
  });

  test("100,000 layers are laid out without deep recursion, folded and not", () => {
    const block = chain(5).nodes.slice(1);
    const nodes = Array.from({ length: 100_000 }, (_, i) => ({ ...block[i % 4]!, id: `n${i}` }));
    const edges = nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]!.id, to: id }));
    const picture = { ...chain(2), nodes, edges, ghosts: [] };
    expect(drawn(picture).layout.boxes.size).toBe(100_000);
    expect(drawn(picture, { folded: true }).layout.boxes.size).toBe(5);
  });

  test("any graph: cards stand apart and edges run downwards", () => {
    const anyPicture = fc
      .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 25 })
      .map((inputs): GraphPicture => {
        const nodes = inputs.map((_, i): PictureNode => ({
          id: `n${i}`,
          type: i % 3 === 0 ? "Dense" : "Add",
          name: `n${i}`,
          kind: i % 3 === 0 ? "kernel" : "merge",
          shape: "(None, 64)",
          params: 1,
          problems: [],
          hints: [],
        }));
        const edges = inputs.flatMap((from, i) =>
          i === 0 ? [] : from.map((place) => ({ from: `n${place % i}`, to: `n${i}` })),
        );
        const ghosts = edges.slice(0, 2).map(({ from, to }, i) => ({
          id: `g${i}`,
          from,
          to,
          type: "BatchNormalization",
          kind: "normalization" as const,
          does: "Insert",
          hint: "h",
        }));
        return {
          file: "any.py",
          models: ["any"],
          shown: 0,
          nodes,
          edges,
          ghosts,
          totals: { layers: nodes.length, params: 0, trainable: 0, nonTrainable: 0 },
        };
      });
    fc.assert(
      fc.property(anyPicture, fc.boolean(), (picture, folded) => checkDrawing(drawn(picture, { folded }))),
      { numRuns: 300 },
    );
  });

  test("a graph whose edges are too many to lead around the cards is still drawn", () => {
    const nodes = Array.from({ length: 300 }, (_, i) => ({ ...chain(2).nodes[1]!, id: `n${i}` }));
    const edges = nodes.flatMap(({ id }, i) => nodes.slice(0, i).map((node) => ({ from: node.id, to: id })));
    const { layout } = drawn({ ...chain(2), nodes, edges, ghosts: [] });
    expect(layout.boxes.size).toBe(300);
  });
});

test("a graph is cut where no edge passes by", () => {
  const steps = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
    { from: 1, to: 3 },
    { from: 2, to: 4 },
    { from: 3, to: 4 },
    { from: 4, to: 5 },
  ];
  expect(findCuts(6, steps)).toEqual([0, 1, 4, 5]);
  expect(findCuts(1, [])).toEqual([0]);
});

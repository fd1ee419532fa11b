import { describe, expect, test } from "vitest";
import { foldsOf, makeScene, type Scene } from "../../../webview/graph/scene";
import { tutorialCnn } from "../pictures";

const scene = (options: { readonly folded?: boolean; readonly ghosts?: boolean } = {}): Scene => {
  const picture = tutorialCnn();
  return makeScene(picture, {
    folds: foldsOf(picture),
    folded: () => options.folded ?? false,
    ghosts: options.ghosts ?? true,
  });
};
const linked = ({ links }: Scene): string[] => links.map(({ from, to }) => `${from} → ${to}`);

describe("a scene", () => {
  test("puts a ghost into the edge that it stands on", () => {
    expect(linked(scene()).slice(1, 3)).toEqual([
      "layer conv2d → ghost ghost batch_normalization",
      "ghost ghost batch_normalization → layer batch_normalization",
    ]);
    expect(linked(scene({ ghosts: false }))[1]).toBe("layer conv2d → layer batch_normalization");
  });

  test("draws a folded repeat as one item that knows what it hides", () => {
    const folded = scene({ folded: true });
    const fold = folded.items[1]!;
    expect(fold.kind === "fold" && fold.fold.nodes).toHaveLength(12);
    expect(fold.kind === "fold" && fold.fold.ghosts).toBe(3);
    expect(folded.itemOf.get("conv2d_2")).toBe(fold.key);
    expect(folded.items).toHaveLength(8);
    expect(folded.unfolded).toEqual([]);
  });

  test("items come after those that lead to them", () => {
    for (const folded of [false, true]) {
      const { items, links } = scene({ folded });
      const place = new Map(items.map(({ key }, index) => [key, index]));
      for (const { from, to } of links) expect(place.get(from)!).toBeLessThan(place.get(to)!);
    }
  });

  test("leaves out edges that lead back or nowhere, and draws a doubled one once", () => {
    const picture = tutorialCnn();
    const edges = [
      { from: "conv2d", to: "input_layer" },
      { from: "conv2d", to: "conv2d" },
      { from: "gone", to: "conv2d" },
      { from: "input_layer", to: "conv2d" },
      { from: "input_layer", to: "conv2d" },
    ];
    const { links } = makeScene({ ...picture, edges }, { folds: [], folded: () => false, ghosts: true });
    expect(links).toEqual([{ from: "layer input_layer", to: "layer conv2d", shape: "(None, 200, 200, 3)", count: 2 }]);
  });
});

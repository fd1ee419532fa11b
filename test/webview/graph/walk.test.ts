import { expect, test } from "vitest";
import { layOut } from "../../../webview/graph/layout";
import { foldsOf, makeScene } from "../../../webview/graph/scene";
import { walk, type Move } from "../../../webview/graph/walk";
import { branchedNet, inceptionNet, residualNet } from "../pictures";
import type { GraphPicture } from "../../../src/protocol/graphView";

function walked(picture: GraphPicture, from: string, ...moves: readonly Move[]): string {
  const scene = makeScene(picture, { folds: foldsOf(picture), folded: () => false, ghosts: true });
  const layout = layOut(scene);
  return moves.reduce((key, move) => walk(scene, layout, key, move), `layer ${from}`).replace("layer ", "");
}

test("down and up follow the straightest connection", () => {
  expect(walked(residualNet(), "re_lu", "down")).toBe("conv2d_1");
  expect(walked(residualNet(), "add", "up")).toBe("batch_normalization_2");
  expect(walked(residualNet(), "input_layer", "up")).toBe("input_layer");
});

test("left and right go to neighbours in the same row, and no further than the last", () => {
  expect(walked(inceptionNet(), "conv2d_1", "right")).toBe("max_pooling2d");
  expect(walked(inceptionNet(), "conv2d_1", "right", "right", "right", "right")).toBe("conv2d");
  expect(walked(inceptionNet(), "conv2d_1", "left")).toBe("conv2d_3");
  expect(walked(branchedNet(), "image", "right")).toBe("measurements");
});

test("Home and End lead to input and output", () => {
  expect(walked(branchedNet(), "re_lu", "first")).toBe("image");
  expect(walked(branchedNet(), "re_lu", "last")).toBe("age");
});

test("walking down from the input comes to the end of every model", () => {
  for (const picture of [residualNet(), inceptionNet()])
    expect(walked(picture, "input_layer", ...Array.from({ length: 60 }, () => "down" as const))).toBe("dense");
});

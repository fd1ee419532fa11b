import { expect, test } from "vitest";
import { findRepeats } from "../../../webview/graph/repeats";
import { branchedNet, chain, inceptionNet, residualNet, tutorialCnn } from "../pictures";
import type { GraphPicture } from "../../../src/protocol/graphView";

const repeats = ({ nodes, edges }: GraphPicture): string[] =>
  findRepeats(nodes, edges).map(
    ({ start, period, times }) =>
      `${times} × ${nodes
        .slice(start, start + period)
        .map(({ type }) => type)
        .join(" ")}`,
  );

test("finds the blocks of the tutorial's CNN", () => {
  expect(repeats(tutorialCnn())).toEqual(["3 × Conv2D BatchNormalization MaxPooling2D Dropout"]);
});

test("finds blocks that branch and join again", () => {
  expect(repeats(residualNet())[0]).toBe("2 × Conv2D BatchNormalization ReLU Conv2D BatchNormalization Add ReLU");
  expect(repeats(inceptionNet())).toEqual(["2 × Conv2D Conv2D Conv2D Conv2D Conv2D MaxPooling2D Conv2D Concatenate"]);
});

test("does not fold what is tapped from outside", () => {
  expect(repeats(branchedNet())).toEqual([]);
});

test("folds a thousand layers into one run", () => {
  expect(repeats(chain(1001))).toEqual(["250 × Dense BatchNormalization ReLU Dropout"]);
});

test("three equal layers in a row are no repeat, four are", () => {
  const row = (count: number): string[] => {
    const { nodes } = chain(5);
    const same = [nodes[0]!, ...Array.from({ length: count }, (_, i) => ({ ...nodes[1]!, id: `dense ${i}` }))];
    const edges = same.slice(1).map(({ id }, i) => ({ from: same[i]!.id, to: id }));
    return findRepeats(same, edges).map(({ period, times }) => `${times} × ${period}`);
  };
  expect(row(3)).toEqual([]);
  expect(row(4)).toEqual(["4 × 1"]);
});

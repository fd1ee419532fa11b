import { describe, expect, test } from "vitest";
import { graphTexts } from "../../../src/protocol/graphTexts";
import { cut, plain } from "../../../webview/base/cut";
import { knownLocale } from "../../../webview/base/locale";
import { Descriptions } from "../../../webview/graph/describe";
import { findNodes } from "../../../webview/graph/find";
import { foldsOf, makeScene } from "../../../webview/graph/scene";
import { faultyNet, tutorialCnn } from "../pictures";
import type { GraphPicture } from "../../../src/protocol/graphView";

const describing = new Descriptions(graphTexts, "en");
const labels = (picture: GraphPicture, folded = false): string[] =>
  makeScene(picture, { folds: foldsOf(picture), folded: () => folded, ghosts: true }).items.map((item) =>
    describing.label(item),
  );

describe("what a screen reader says", () => {
  test("of layers, ghosts and folds", () => {
    const said = labels(tutorialCnn());
    expect(said[1]).toBe("Conv2D conv2d, output (None, 198, 198, 64), 1,792 parameters, activation relu");
    expect(said[2]).toBe("Suggested: BatchNormalization, Move before relu");
    expect(said[3]).toBe("BatchNormalization batch_normalization, output (None, 198, 198, 64), 256 parameters, 1 hint");
    expect(said[4]).toBe("MaxPooling2D max_pooling2d, output (None, 99, 99, 64), no parameters");
    expect(labels(tutorialCnn(), true)[1]).toBe(
      "3 times Conv2D, BatchNormalization, MaxPooling2D, Dropout, 12 layers, output (None, 23, 23, 64), " +
        "76,416 parameters, 3 hints, 3 suggestions inside",
    );
  });

  test("of what is frozen, faulty or not known", () => {
    const said = labels(faultyNet());
    expect(said[1]).toBe("Conv2D conv2d, output (None, 24, 24, 32), 832 parameters, activation relu, frozen");
    expect(said[4]).toBe("Add add, shape not known, parameters not known, 1 problem");
  });

  test("the totals of the tutorial's CNN", () => {
    expect(describing.totals(tutorialCnn())).toEqual([
      "17 layers",
      "2,243,585 parameters",
      "2,243,073 trainable",
      "512 not trainable",
    ]);
  });
});

test("finds by all words, in type, name, shape and activation", () => {
  const { nodes } = tutorialCnn();
  expect(findNodes(nodes, "conv relu")).toEqual(["conv2d", "conv2d_1", "conv2d_2"]);
  expect(findNodes(nodes, "  99 POOL ")).toEqual(["max_pooling2d"]);
  expect(findNodes(nodes, "sigmoid")).toEqual(["dense_1"]);
  expect(findNodes(nodes, " ")).toEqual([]);
  expect(findNodes(nodes, "lstm")).toEqual([]);
});

test("long and disguised names are cut and shown for what they are", () => {
  expect(cut("x".repeat(1_000_000))).toHaveLength(200);
  expect(cut("\u0000".repeat(300))).toHaveLength(200);
  expect(plain("\u202E".repeat(300))).toHaveLength(1800);
  expect(cut("user\u202Egnp.exe\n")).toBe("user\\u202egnp.exe ");
  expect(cut("卷积层")).toBe("卷积层");
});

test("a locale that is none becomes English", () => {
  expect(knownLocale("zh-cn")).toBe("zh-CN");
  expect(knownLocale("not a locale")).toBe("en");
});

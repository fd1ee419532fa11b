import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { graphViewChecks } from "../../../src/protocol/graphView";
import { graphState } from "../../../webview/graph/state";
import { branchedNet, chain, faultyNet, inceptionNet, residualNet, tutorialCnn } from "../pictures";

const accepts = (view: unknown): boolean => v.is(graphViewChecks.events.view, view);

describe("the pictures of real models pass", () => {
  for (const make of [tutorialCnn, residualNet, inceptionNet, branchedNet, faultyNet, () => chain(1000)])
    test(make.name, () => {
      expect(accepts({ kind: "graph", picture: structuredClone(make()) })).toBe(true);
    });
});

describe("what is no picture does not", () => {
  const good = tutorialCnn();
  const [node] = good.nodes;
  test.each([
    ["an unknown kind", { kind: "html", picture: good }],
    ["an extra key", { kind: "graph", picture: { ...good, script: "alert(1)" } }],
    ["a node of an unknown kind", { kind: "graph", picture: { ...good, nodes: [{ ...node, kind: "magic" }] } }],
    ["a number for a name", { kind: "graph", picture: { ...good, nodes: [{ ...node, name: 7 }] } }],
    [
      "a name that is too long",
      { kind: "graph", picture: { ...good, nodes: [{ ...node, name: "x".repeat(70_000) }] } },
    ],
    ["a missing part", { kind: "graph", picture: { ...good, edges: undefined } }],
  ])("%s", (_, view) => {
    expect(accepts(view)).toBe(false);
  });
});

test("kept state of another shape is forgotten", () => {
  const state = { version: 1, model: "m", zoom: { scale: 1, x: 0, y: 0 }, folds: { a: true }, ghosts: true };
  expect(v.is(graphState, state)).toBe(true);
  for (const other of [
    undefined,
    null,
    { ...state, version: 2 },
    { ...state, zoom: { scale: 0, x: 0, y: 0 } },
    { ...state, zoom: { scale: 1, x: NaN, y: 0 } },
    { ...state, folds: { a: "yes" } },
    { ...state, more: 1 },
  ])
    expect(v.is(graphState, other)).toBe(false);
});

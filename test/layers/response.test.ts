/** Activations asked for what they do to single numbers. */
import { expect, test } from "vitest";
import { resolveLayer } from "../../src/layers/config";
import { layerResponse } from "../../src/layers/response";
import type { Literal } from "../../src/model/literal";

const answer = (type: string, args: Readonly<Record<string, Literal>>) => {
  const given = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { value }]));
  return layerResponse(resolveLayer({ id: "a", name: "a", type, args: given, inputs: [] })!)(Float64Array.of(-1, 2));
};

test("a ReLU answers number by number", () => {
  expect([...answer("ReLU", {})!]).toEqual([0, 2]);
});

test("a softmax along another axis than the last has no such answer", () => {
  for (const axis of [-1, 0, 1, -2]) expect(answer("Softmax", { axis }), String(axis)).toBeUndefined();
});

test("a layer that learns has no answer before it has learned", () => {
  expect(answer("PReLU", {})).toBeUndefined();
});

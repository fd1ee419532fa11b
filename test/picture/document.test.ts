import { expect, test } from "vitest";
import type { Hint } from "../../src/hints/hint";
import type { Problem } from "../../src/model/problem";
import { paint, type Rules } from "../../src/picture/document";
import { sequential } from "../support/graph";

const everyDense: Hint = {
  id: "every-dense",
  severity: "warning",
  evidence: "theorem",
  title: "Dense layers",
  docs: "For tests.",
  examples: [],
  *find({ nodes }) {
    for (const node of nodes) if (node.type === "Dense") yield { node, message: "a dense layer" };
  },
};
const rules: Rules = { hints: [everyDense] };
const broken: Problem = {
  code: "syntax-error",
  severity: "error",
  message: "“(” is never closed",
  span: { start: 3, end: 4 },
};
const whole = sequential(
  [4],
  [
    ["Dense", { units: 3 }],
    ["Dense", { units: 2 }],
  ],
);
const half = sequential([4], [["Dense", { units: 3 }]]);

test("models are analysed, and hints found with the user's severity", () => {
  const picture = paint("", { models: [whole], problems: [] }, { ...rules, choiceFor: () => "info" });
  expect(picture.models[0]!.analysis.params).toBe(4 * 3 + 3 + 3 * 2 + 2);
  expect(picture.models[0]!.advice.map(({ finding, severity }) => [finding.node.id, severity])).toEqual([
    ["dense", "info"],
    ["dense_1", "info"],
  ]);
});

test("a hint that is off, or ignored in the text, is not there", () => {
  const reading = { models: [whole], problems: [] };
  expect(paint("", reading, { ...rules, choiceFor: () => undefined }).models[0]!.advice).toEqual([]);
  expect(paint("# batchwise: ignore-file=every-dense", reading, rules).models[0]!.advice).toEqual([]);
});

test("half-typed code keeps the last good models, moved, and says only what is wrong now", () => {
  const picture = paint("", { models: [whole], problems: [] }, rules);
  const changes = [{ start: 0, end: 0, length: 100 }];
  const next = paint("", { models: [half], problems: [broken] }, rules, { picture, changes });
  expect(next.behind).toBe(true);
  expect(next.models[0]!.analysis.graph.nodes.map(({ span }) => span?.start)).toEqual([undefined, 110, 120]);
  expect(next.problems).toEqual([broken]);
  expect(next.models[0]!.advice).toEqual([]);

  const later = paint("", { models: [], problems: [broken] }, rules, { picture: next, changes });
  expect(later.models[0]!.analysis.graph.nodes[1]!.span?.start).toBe(210);

  const mended = paint("", { models: [half], problems: [] }, rules, { picture: later, changes });
  expect(mended.behind).toBe(false);
  expect(mended.models[0]!.analysis.nodes).toHaveLength(2);
});

test("a file that was broken from the start is taken as it is, edit by edit", () => {
  const picture = paint("", { models: [whole], problems: [broken] }, rules);
  const next = paint("", { models: [half], problems: [broken] }, rules, { picture, changes: [] });
  expect(next.behind).toBe(false);
  expect(next.models[0]!.analysis.nodes).toHaveLength(2);
});

test("broken code that loses nothing is shown as it is", () => {
  const picture = paint("", { models: [half], problems: [] }, rules);
  expect(paint("", { models: [whole], problems: [broken] }, rules, { picture, changes: [] }).behind).toBe(false);
});

test("models that share layers report a problem once", () => {
  const wrong = sequential([4], [["Dense", { units: -3 }]]);
  const { problems } = paint("", { models: [wrong, { ...wrong, name: "again" }], problems: [] }, rules);
  expect(problems).toHaveLength(1);
});

test("a layer that is being typed keeps the last good models too, with what is wrong; once typed on, it counts", () => {
  const picture = paint("", { models: [whole], problems: [] }, rules);
  const begun = sequential([4], [["Dense", { units: 3 }], ["Dense", { units: 2 }], ["Dense"]]);
  const [, , , layer] = begun.nodes;
  const typed = { start: layer!.span!.end - 1, end: layer!.span!.end - 1, length: 1 };
  const next = paint("", { models: [begun], problems: [] }, rules, { picture, changes: [typed] });
  expect(next.behind).toBe(true);
  expect(next.problems.map(({ code }) => code)).toEqual(["missing-argument"]);

  const elsewhere = { start: 0, end: 0, length: 1 };
  const later = paint("", { models: [begun], problems: [] }, rules, { picture: next, changes: [elsewhere] });
  expect(later.behind).toBe(false);
  expect(later.models[0]!.analysis.params).toHaveProperty("unknown");
});

test("a wrong value is not half-typed", () => {
  const picture = paint("", { models: [whole], problems: [] }, rules);
  const wrong = sequential(
    [4],
    [
      ["Dense", { units: 3 }],
      ["Dense", { units: -2 }],
    ],
  );
  const typed = { start: 25, end: 25, length: 1 };
  expect(paint("", { models: [wrong], problems: [] }, rules, { picture, changes: [typed] }).behind).toBe(false);
});

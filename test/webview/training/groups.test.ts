// The numbers of a model with several outputs, by kind.
import { expect, test } from "vitest";
import { groupsOf } from "../../../webview/training/groups";

const kinds = (metrics: readonly string[], several = false) =>
  groupsOf(metrics, several).map(({ kind, metrics: list }) => [kind, ...list.map(({ output }) => output ?? "")]);

test("one output: a chart for each", () => {
  expect(kinds(["loss", "accuracy", "top_loss"])).toEqual([
    ["loss", ""],
    ["accuracy", ""],
    ["top_loss", ""],
  ]);
});

test("several outputs: a chart for each kind, with the whole loss first", () => {
  const metrics = ["loss", "age_loss", "sex_loss", "age_mae", "sex_accuracy", "sex_auc", "learning_rate"];
  expect(kinds(metrics)).toEqual([
    ["loss", "", "age", "sex"],
    ["mae", "age"],
    ["accuracy", "sex"],
    ["auc", "sex"],
    ["learning_rate", ""],
  ]);
  expect(kinds(metrics, true)).toHaveLength(metrics.length);
});

test("an output has the same colour in every chart, and the whole model another", () => {
  const groups = groupsOf(["loss", "age_loss", "sex_loss", "sex_accuracy", "age_accuracy", "sex_auc"], false);
  const places = groups.flatMap(({ metrics }) => metrics).map(({ metric, place }) => [metric, place]);
  expect(Object.fromEntries(places)).toEqual({
    loss: 0,
    age_loss: 1,
    sex_loss: 2,
    sex_accuracy: 2,
    age_accuracy: 1,
    sex_auc: 2,
  });
});

test("names that begin with one another", () => {
  expect(kinds(["loss", "a_loss", "a_b_loss", "a_b_mae", "a_mae"])).toEqual([
    ["loss", "", "a", "a_b"],
    ["mae", "a_b", "a"],
  ]);
});

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

test("names that begin with one another", () => {
  expect(kinds(["loss", "a_loss", "a_b_loss", "a_b_mae", "a_mae"])).toEqual([
    ["loss", "", "a", "a_b"],
    ["mae", "a_b", "a"],
  ]);
});

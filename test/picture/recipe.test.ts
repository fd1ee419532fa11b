/** What is said of the data of scripts as people write them, in both languages. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fill } from "../../src/base/fill";
import { withPaths, type Recipe } from "../../src/model/recipe";
import { describeRecipe } from "../../src/picture/recipe";
import { english, type Translate } from "../../src/picture/text";
import { read } from "../support/reader";

const root = join(import.meta.dirname, "../..");
const chineseTexts = JSON.parse(readFileSync(join(root, "l10n/bundle.l10n.zh-cn.json"), "utf8")) as Readonly<
  Record<string, string>
>;
const chinese: Translate = (message, ...values) => fill(chineseTexts[message] ?? message, ...values);

function recipeIn(script: string): Recipe {
  const { models } = read(readFileSync(join(root, "test/fixtures/recipes", script), "utf8"), script);
  return models[0]!.training!.fits[0]!.train!.recipe!;
}

test.each([
  ["celsius.py", "numbers in the file", "numbers in the file"],
  ["random_arrays.py", "random numbers", "random numbers"],
  ["moons.py", "generated moons, x, a random part for training", "generated moons, y, a random part for training"],
  ["npy_with.py", "features.npy", "labels.npy"],
  ["boston.py", "keras.datasets.boston_housing, x_train, standardised", "keras.datasets.boston_housing, y_train"],
  ["mnist_dense.py", "keras.datasets.mnist, x_train, divided by 255", "keras.datasets.mnist, y_train, one-hot"],
  ["imdb_reviews.py", "keras.datasets.imdb, x_train, padded to 20", "keras.datasets.imdb, y_train"],
  [
    "houses_pandas.py",
    "houses.csv, without city, without price, standardised",
    "houses.csv, column “price”, divided by 1000",
  ],
  [
    "titanic.py",
    "titanic.csv, categories as zeros and ones, without PassengerId, Name, without Survived",
    "titanic.csv, column “Survived”",
  ],
  [
    "split_and_scale.py",
    "houses.csv, 3 columns, a random part for training, scaled to a range",
    "houses.csv, column “price”, a random part for training",
  ],
])("%s", (script, inputs, targets) => {
  expect(describeRecipe(recipeIn(script), english)).toEqual({ inputs, targets });
});

test("in Chinese", () => {
  expect(describeRecipe(recipeIn("houses_pandas.py"), chinese)).toEqual({
    inputs: "houses.csv，不含 city，不含 price，已标准化",
    targets: "houses.csv，列“price”，除以 1000",
  });
});

test("where a file lies is not said, in the way of either system", () => {
  const lying = (folder: string) => withPaths(recipeIn("npy_with.py"), (path) => `${folder}${path.split("/").at(-1)!}`);
  for (const folder of ["/home/me/work/", "C:\\Users\\me\\"])
    expect(describeRecipe(lying(folder), english)).toEqual({ inputs: "features.npy", targets: "labels.npy" });
});

test("a long way is cut", () => {
  const drops = ["a", "b", "c", "d", "e", "f", "g"].map((name, i) => ({
    does: "drop",
    of: [i],
    settings: { names: [name] },
  }));
  const steps = [{ does: "read_csv", of: [], settings: { path: "all.csv" } }, ...drops];
  const { inputs } = describeRecipe({ steps, x: [7], y: [0] }, english);
  expect(inputs).toBe("all.csv, without a, without b, without c, without d, without e, …");
});

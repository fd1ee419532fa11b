/** What was understood of how a model file makes its data, in a few words: `train.csv, 12 columns, standardised` and `train.csv, column “price”`. */
import { pathOf, type Recipe, type RecipeStep, type Settings } from "../model/recipe";
import type { Translate } from "./text";

/** What a model learns from, and what it is to predict. */
export interface MadeData {
  readonly inputs: string;
  readonly targets: string;
}

export const describeRecipe = (recipe: Recipe, t: Translate): MadeData => ({
  inputs: side(recipe, recipe.x, t),
  targets: side(recipe, recipe.y, t),
});

const MOST_WORDS = 6;

function side(recipe: Recipe, numbers: readonly number[], t: Translate): string {
  const words = aboutThese(wayTo(recipe, numbers)).map((step) => wordsOf(step, recipe, t));
  const said = [...new Set(words.filter((word) => word !== ""))];
  const shown = said.length > MOST_WORDS ? [...said.slice(0, MOST_WORDS), "…"] : said;
  return shown.join(t(", ")) || t("numbers in the file");
}

/** Of these steps, everything that they take becomes part of what they give. */
const joins = new Set(["concatenate", "stack", "vstack", "hstack", "column_stack", "beside"]);

/** The steps that these samples go through, from the first on. What only helps on the way, such as a mean, is left out: samples come first. */
function wayTo({ steps }: Recipe, numbers: readonly number[]): readonly RecipeStep[] {
  const found = new Set<number>();
  const waiting = [...numbers];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const step = steps[next];
    if (!step || found.has(next)) continue;
    found.add(next);
    waiting.push(...(joins.has(step.does) ? step.of : step.of.slice(0, 1)));
  }
  return [...found].sort((a, b) => a - b).flatMap((one) => steps[one] ?? []);
}

/** What was done to other columns of a table says nothing of the one that is taken out of it. */
const tableWide = new Set(["columns", "drop", "get_dummies"]);
const aboutThese = (steps: readonly RecipeStep[]): readonly RecipeStep[] => {
  const taken = steps.findLastIndex(({ does }) => does === "column");
  return steps.filter(({ does }, i) => i > taken || !tableWide.has(does));
};

/** What a step says to a person, or nothing. */
function wordsOf(step: RecipeStep, { steps }: Recipe, t: Translate): string {
  const { does, settings, of } = step;
  const path = pathOf(step);
  switch (does) {
    case "keras_dataset":
      return `keras.datasets.${textIn(settings, "name")}`;
    case "pick":
      return textIn(settings, "name");
    case "column":
      return t("column “{0}”", textIn(settings, "name"));
    case "columns":
      return t("{0} columns", listIn(settings, "names").length);
    case "drop":
      return t("without {0}", listIn(settings, "names").join(t(", ")));
    case "get_dummies":
    case "one_hot_columns":
      return t("categories as zeros and ones");
    case "scale":
      return scaledText(textIn(settings, "kind"), t);
    case "split":
      return textIn(settings, "side") === "test" ? t("a random part for testing") : t("a random part for training");
    case "one_hot":
      return t("one-hot");
    case "pad_sequences":
      return lengthText(textIn(settings, "length"), t);
    case "divide":
      if ("right" in settings) return t("divided by {0}", textIn(settings, "right"));
      return steps[of[1] ?? -1]?.does === "std" ? t("standardised") : "";
    case "random":
      return t("random numbers");
    case "generated":
      return t("generated {0}", textIn(settings, "kind"));
    case "linspace":
    case "arange":
      return t("a row of numbers");
    default:
      return path === undefined ? "" : nameOf(path);
  }
}

function scaledText(kind: string, t: Translate): string {
  if (kind === "standard") return t("standardised");
  return kind === "min-max" ? t("scaled to a range") : t("scaled");
}

const lengthText = (length: string, t: Translate): string =>
  length === "" ? t("padded to the longest") : t("padded to {0}", length);

/** A file or folder without the way to it. */
const nameOf = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;

const textIn = (settings: Settings, name: string): string => {
  const value = settings[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const listIn = (settings: Settings, name: string): readonly unknown[] =>
  Array.isArray(settings[name]) ? (settings[name] as readonly unknown[]) : [];

/** What was understood of a model file's data, in a sentence: `x: data/train.csv, 12 columns, standardised; y: column “price”`. */
import { pathOf, type Recipe, type RecipeStep, type Settings } from "../model/recipe";

/** The steps on the way to one that say something to a person, first things first. */
function wayTo({ steps }: Recipe, number: number): readonly RecipeStep[] {
  const found = new Set<number>();
  const waiting = [number];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(steps[next]?.of ?? []));
  }
  return [...found].sort((a, b) => a - b).flatMap((one) => steps[one] ?? []);
}

const textIn = (settings: Settings, name: string): string => {
  const value = settings[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const listIn = (settings: Settings, name: string): readonly unknown[] =>
  Array.isArray(settings[name]) ? (settings[name] as readonly unknown[]) : [];

const scaled: Readonly<Record<string, string>> = {
  standard: "standardised",
  "min-max": "scaled to a range",
  "max-abs": "scaled",
  robust: "scaled",
};

/** What a step says, or nothing. */
function wordsOf({ does, settings, of }: RecipeStep, path: string | undefined): string {
  if (path !== undefined) return path;
  switch (does) {
    case "keras_dataset":
      return `keras.datasets.${textIn(settings, "name")}`;
    case "pick":
      return textIn(settings, "name");
    case "column":
      return `column “${textIn(settings, "name")}”`;
    case "columns":
      return `${listIn(settings, "names").length} columns`;
    case "drop":
      return `without ${listIn(settings, "names").join(", ")}`;
    case "get_dummies":
    case "one_hot_columns":
      return "categories as zeros and ones";
    case "scale":
      return scaled[textIn(settings, "kind")] ?? "scaled";
    case "split":
      return `a random ${textIn(settings, "side")} part`;
    case "one_hot":
      return "one-hot";
    case "pad_sequences":
      return `padded to ${textIn(settings, "length") || "the longest"}`;
    case "divide":
      return of.length === 1 && "right" in settings ? `divided by ${textIn(settings, "right")}` : "";
    case "random":
      return "random numbers";
    case "generated":
      return `generated ${textIn(settings, "kind")}`;
    case "linspace":
    case "arange":
      return "a row of numbers";
    default:
      return "";
  }
}

const MOST_WORDS = 6;

function side(recipe: Recipe, numbers: readonly number[]): string {
  const words = numbers.flatMap((number) => wayTo(recipe, number)).map((step) => wordsOf(step, pathOf(step)));
  const said = [...new Set(words.filter((word) => word !== ""))];
  const shown = said.length > MOST_WORDS ? [...said.slice(0, MOST_WORDS), "…"] : said;
  return shown.join(", ") || "numbers of the file";
}

export const describeRecipe = (recipe: Recipe): string => `x: ${side(recipe, recipe.x)}; y: ${side(recipe, recipe.y)}`;

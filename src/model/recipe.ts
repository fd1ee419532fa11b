/** How data come about, step by step, as a model file says it: plain data that `data/recipe` follows without running the file. */
import { isKerasObject, type KerasObject, type Literal } from "./literal";

/** What a step is told besides the steps that it works on: JSON. */
export type Setting = null | boolean | number | string | readonly Setting[] | { readonly [name: string]: Setting };
export type Settings = Readonly<Record<string, Setting>>;

/** One operation on what earlier steps give. */
export interface RecipeStep {
  /** Names one of the operations in `data/recipe`. */
  readonly does: string;
  /** The steps it takes, by their number; all come before it. */
  readonly of: readonly number[];
  readonly settings: Settings;
}

/** Steps in an order in which they can be followed, and those that give inputs, targets, and how much samples count where that is said. */
export interface Recipe {
  readonly steps: readonly RecipeStep[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly w?: readonly number[];
  /** What several inputs or targets are called, where the file hands them over by name. */
  readonly names?: { readonly x?: readonly string[]; readonly y?: readonly string[] };
}

/** Steps that read a file or a folder have its place as `path`, relative to the model file. */
export const pathOf = ({ settings }: RecipeStep): string | undefined =>
  typeof settings["path"] === "string" ? settings["path"] : undefined;

/** The same recipe with other places for what it reads. */
export const withPaths = (recipe: Recipe, place: (path: string) => string): Recipe => ({
  ...recipe,
  steps: recipe.steps.map((step) => {
    const path = pathOf(step);
    return path === undefined ? step : { ...step, settings: { ...step.settings, path: place(path) } };
  }),
});

/** An array in a call of a model, which a recipe makes; the recipe stands there as a text, because arguments are plain values. */
export const arrayMade = (recipe: Recipe): KerasObject => ({
  class_name: "array",
  config: { recipe: JSON.stringify(recipe) },
});

/** The recipe of an array in a call; undefined for what is none. */
export function recipeOfArray(value: Literal): Recipe | undefined {
  if (!isKerasObject(value) || value.class_name !== "array") return undefined;
  const { recipe } = value.config;
  return typeof recipe === "string" ? (JSON.parse(recipe) as Recipe) : undefined;
}

/** The same array with its numbers. */
export const arrayOf = (shape: readonly number[], values: readonly number[]): KerasObject => ({
  class_name: "array",
  config: { shape, values },
});

/** A place whose `~` stands for the user's folder; Keras's own folder may lie elsewhere. */
export const atHome = (path: string, home: string, kerasFolder = `${home}/.keras`): string =>
  path.replace(/^~\/\.keras(?=\/|$)/, () => kerasFolder).replace(/^~(?=\/|$)/, () => home);

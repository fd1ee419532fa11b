/** Data sets of Keras that a model file wants and that have not been downloaded: asks where the file is. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { kerasSets } from "../data/recipe/kerasSets";
import type { DataSpec } from "../model/job";
import { pathOf, type Recipe } from "../model/recipe";

/** The data set that a recipe wants, when it is not in Keras's own folder. */
export function absentSet({ steps }: Recipe): string | undefined {
  const home = process.env["KERAS_HOME"] ?? join(homedir(), ".keras");
  for (const step of steps) {
    const { name } = step.settings;
    if (step.does !== "keras_dataset" || pathOf(step) !== undefined || typeof name !== "string") continue;
    const places = kerasSets[name]?.places ?? [];
    if (!places.some((place) => existsSync(join(home, "datasets", place)))) return name;
  }
  return undefined;
}

/** The same recipe with the place where the data set of that name lies. */
const withSet = (recipe: Recipe, set: string, path: string): Recipe => ({
  ...recipe,
  steps: recipe.steps.map((step) =>
    step.does === "keras_dataset" && step.settings["name"] === set
      ? { ...step, settings: { ...step.settings, path } }
      : step,
  ),
});

/** Data whose sets of Keras lie where those of another recipe do. */
export function withSameSet(data: DataSpec, other: Recipe): DataSpec {
  let { recipe } = data;
  for (const step of other.steps) {
    const [path, { name }] = [pathOf(step), step.settings];
    if (recipe && step.does === "keras_dataset" && path !== undefined && typeof name === "string")
      recipe = withSet(recipe, name, path);
  }
  return recipe ? { ...data, recipe } : data;
}

/** Says what is not there, and asks for the file that was downloaded, or for other data. */
export async function findSet(
  data: DataSpec,
  gone: string,
  other: () => Promise<DataSpec | undefined>,
): Promise<DataSpec | undefined> {
  const set = data.recipe && absentSet(data.recipe);
  if (!data.recipe || set === undefined) return other();
  const [choose, instead] = [vscode.l10n.t("Choose the File…"), vscode.l10n.t("Other Data…")];
  const answer = await vscode.window.showWarningMessage(gone, { modal: true }, choose, instead);
  if (answer === undefined) return undefined;
  if (answer === instead) return other();
  // Four files lie in a folder, all others are one.
  const isFolder = set === "fashion_mnist";
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      canSelectFolders: isFolder,
      canSelectFiles: !isFolder,
      openLabel: vscode.l10n.t("Train on this file"),
    })) ?? [];
  return uri && { ...data, recipe: withSet(data.recipe, set, uri.fsPath) };
}

/** Data sets of Keras that a model file wants and that have not been downloaded: asks where the file is. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { downloadOf, keptElsewhere, kerasSets } from "../data/recipe/kerasSets";
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

/** Whether a recipe takes a set of Keras in the place of one of `tensorflow_datasets`. */
export const isPublished = ({ steps }: Recipe, set: string): boolean =>
  steps.some(({ does, settings }) => does === "keras_dataset" && settings["name"] === set && settings["published"]);

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

/** Where a set of that name was found before; it is asked once. */
const keyOf = (set: string): string => `place of keras.datasets.${set}`;

/** Data whose sets of Keras lie where the user has said before. */
export function withFoundSets(context: vscode.ExtensionContext, data: DataSpec): DataSpec {
  let { recipe } = data;
  for (let set = recipe && absentSet(recipe); recipe && set !== undefined; set = absentSet(recipe)) {
    const place = context.globalState.get<string>(keyOf(set));
    if (place === undefined || !existsSync(place)) break;
    recipe = withSet(recipe, set, place);
  }
  return recipe ? { ...data, recipe } : data;
}

/** One who wants other data may have chosen the wrong file. */
export async function forgetSets(context: vscode.ExtensionContext, { steps }: Recipe): Promise<void> {
  for (const { does, settings } of steps)
    if (does === "keras_dataset" && typeof settings["name"] === "string")
      await context.globalState.update(keyOf(settings["name"]), undefined);
}

/** Says what is not there, and asks for the file that was downloaded, or for other data. */
export async function findSet(
  context: vscode.ExtensionContext,
  data: DataSpec,
  other: () => Promise<DataSpec | undefined>,
): Promise<DataSpec | undefined> {
  const set = data.recipe && absentSet(data.recipe);
  if (!data.recipe || set === undefined) return other();
  const { t } = vscode.l10n;
  const { urls, to } = downloadOf(set);
  const isFolder = urls.length > 1;
  const choose = isFolder ? t("Choose the Folder…") : t("Choose the File…");
  const copy = isFolder ? t("Copy Addresses") : t("Copy Address");
  const instead = t("Other Data…");
  const answer = await vscode.window.showWarningMessage(
    t("keras.datasets.{0} is not on this machine.", set),
    { modal: true, detail: howToGetText(set, isPublished(data.recipe, set)) },
    ...[choose, copy, instead],
  );
  if (answer === instead) return other();
  if (answer === copy) {
    await vscode.env.clipboard.writeText(urls.join("\n"));
    void vscode.window.showInformationMessage(t("Copied. Download it to {0}, and train again.", to));
  }
  if (answer !== choose) return undefined;
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      canSelectFolders: isFolder,
      canSelectFiles: !isFolder,
      ...(!isFolder && { filters: { [`keras.datasets.${set}`]: [urls[0]!.split(".").at(-1)!] } }),
      openLabel: isFolder ? t("Train on this folder") : t("Train on this file"),
    })) ?? [];
  if (!uri) return undefined;
  await context.globalState.update(keyOf(set), uri.fsPath);
  return withFoundSets(context, data);
}

function howToGetText(set: string, isPublished: boolean): string {
  const { t } = vscode.l10n;
  const { urls, to } = downloadOf(set);
  const { size } = kerasSets[set]!;
  const all = urls.join("\n");
  const how =
    urls.length > 1
      ? t("Download these files ({0}) to {1}, or choose the folder that holds them:\n{2}", size, to, all)
      : t("Download it ({0}) to {1}, or choose the file where it is:\n{2}", size, to, all);
  return isPublished ? `${t(keptElsewhere)}\n\n${how}` : how;
}

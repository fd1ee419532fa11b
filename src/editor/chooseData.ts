/** Asks for the data to train on, when the model file does not name them or they are not there. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import * as vscode from "vscode";
import { generatedSets } from "../data/generated";
import { howToGet } from "../data/recipe/kerasSets";
import type { DataSpec } from "../model/job";
import { atHome, pathOf, withPaths } from "../model/recipe";
import { unreadIn } from "../model/unread";
import { absentSet, isPublished } from "./kerasSet";
import type { Reader } from "./reader";

/** Remembers what was chosen for a file and model, so that it is asked once. */
const keyOf = (uri: vscode.Uri, model: string): string => `data of ${model} in ${uri.toString()}`;

export const remembered = (context: vscode.ExtensionContext, uri: vscode.Uri, model: string): DataSpec | undefined =>
  context.workspaceState.get<DataSpec>(keyOf(uri, model));

const isBuiltIn = (source: string): boolean => source.startsWith("builtin:");

/** The same data with places that do not depend on where the model file lies. */
export function located(data: DataSpec, uri: vscode.Uri): DataSpec {
  if (uri.scheme !== "file") return data;
  const folder = dirname(uri.fsPath);
  if (data.recipe)
    return {
      ...data,
      recipe: withPaths(data.recipe, (path) => resolve(folder, atHome(path, homedir(), process.env["KERAS_HOME"]))),
    };
  if (isBuiltIn(data.source)) return data;
  const source = data.source
    .split(",")
    .map((part) => resolve(folder, part.trim()))
    .join(",");
  return { ...data, source };
}

/** What it needs and is not there, in a sentence. */
export function missing({ source, recipe }: DataSpec): string | undefined {
  if (!recipe && isBuiltIn(source)) return undefined;
  const gone = recipe
    ? recipe.steps.find((step) => [pathOf(step)].some((path) => path !== undefined && !existsSync(path)))?.settings
    : { path: source.split(",").find((part) => !existsSync(part)) };
  if (gone?.path !== undefined) {
    const { path, url, packed } = gone as { path: string; url?: string; packed?: boolean };
    if (url === undefined) return vscode.l10n.t("{0} is not there.", path);
    return packed === true
      ? vscode.l10n.t("{0} is not there. Download {1} and unpack it so that it lies there.", path, url)
      : vscode.l10n.t("{0} is not there. Download {1} to that place.", path, url);
  }
  const set = recipe && absentSet(recipe);
  return recipe && set !== undefined ? howToGet(set, isPublished(recipe, set)) : undefined;
}

interface Choice extends vscode.QuickPickItem {
  /** Undefined when the user thinks better of it. */
  readonly pick?: () => Promise<Omit<DataSpec, "scale"> | undefined>;
}

/** A reason in the user's language, where it has a sentence of its own. */
const told = (why: string | undefined): string | undefined => {
  const sentence = why === undefined ? undefined : unreadIn(why);
  return sentence === undefined ? why : vscode.l10n.t(sentence);
};

/** Asks; undefined when the user thinks better of it. `why` says what is the matter with what the file names. */
export async function chooseData(
  { context, reader }: { readonly context: vscode.ExtensionContext; readonly reader: Reader },
  { uri, model, scale }: { readonly uri: vscode.Uri; readonly model: string; readonly scale: boolean },
  why: string | undefined,
): Promise<DataSpec | undefined> {
  const { t } = vscode.l10n;
  const before = remembered(context, uri, model);
  const choices: readonly Choice[] = [
    ...(before ? [kept(before)] : []),
    {
      label: `$(folder) ${t("Folder of pictures…")}`,
      detail: t("A sub-folder for each class, with PNG or JPEG files."),
      pick: () => openDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: t("Train on this folder") }),
    },
    {
      label: `$(file-binary) ${t("NumPy arrays…")}`,
      detail: t("A .npz file with x_train and y_train, or x and y."),
      pick: () => openDialog({ filters: { NumPy: ["npz"] }, openLabel: t("Train on this file") }),
    },
    {
      label: `$(table) ${t("Table…")}`,
      detail: t("A .csv file; one of its columns is to be predicted."),
      pick: async () => {
        const file = await openDialog({ filters: { CSV: ["csv", "gz"] }, openLabel: t("Train on this file") });
        const roles = file && (await chooseColumns(reader, file.source));
        return roles && { ...file, ...roles };
      },
    },
    { label: t("generated, nothing to download"), kind: vscode.QuickPickItemKind.Separator },
    ...generatedSets.map(({ name, title }) => ({
      label: `$(symbol-color) ${t(title)}`,
      description: `builtin:${name}`,
      pick: () => Promise.resolve({ source: `builtin:${name}` }),
    })),
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: t("Data to train {0} on", model),
    placeHolder: told(why) ?? t("The model file does not name any."),
    matchOnDescription: true,
  });
  const picked = await chosen?.pick?.();
  if (!picked) return undefined;
  const data: DataSpec = { ...picked, scale };
  await context.workspaceState.update(keyOf(uri, model), data);
  return data;
}

const kept = (data: DataSpec): Choice => ({
  label: `$(history) ${data.source.replace(/^.*[\\/](?=[^\\/]+$)/, "")}`,
  description: vscode.l10n.t("as before"),
  detail: data.source,
  pick: () => Promise.resolve(data),
});

async function openDialog(options: vscode.OpenDialogOptions): Promise<Pick<DataSpec, "source"> | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false, ...options })) ?? [];
  return uri && { source: uri.fsPath };
}

/**
 * Which column of a table is to be predicted, and which says how much a row counts. The last one is offered first, as it is in most tables;
 * that all rows count alike is the first answer.
 */
async function chooseColumns(
  reader: Reader,
  file: string,
): Promise<Pick<DataSpec, "target" | "sampleWeight"> | undefined> {
  const { t } = vscode.l10n;
  try {
    const columns = await reader.columns(file);
    const target = await vscode.window.showQuickPick([...columns].reverse(), {
      placeHolder: t("Which column is to be predicted?"),
    });
    if (target === undefined) return undefined;
    const others = columns.filter((column) => column !== target);
    // with one column to learn from there is none left to weigh rows by
    if (others.length < 2) return { target };
    const alike = { label: t("No, all rows count alike") };
    const weight = await vscode.window.showQuickPick([alike, ...others.map((label) => ({ label }))], {
      placeHolder: t("Does a column say how much each row counts in the loss?"),
    });
    return weight && { target, ...(weight !== alike && { sampleWeight: weight.label }) };
  } catch (error) {
    await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

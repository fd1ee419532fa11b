/** Asks for the data to train on, when the model file does not name them or they are not there. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as vscode from "vscode";
import type { DataSpec } from "../model/job";

/** Remembers what was chosen for a file and model, so that it is asked once. */
const keyOf = (uri: vscode.Uri, model: string): string => `data of ${model} in ${uri.toString()}`;

export const remembered = (context: vscode.ExtensionContext, uri: vscode.Uri, model: string): DataSpec | undefined =>
  context.workspaceState.get<DataSpec>(keyOf(uri, model));

const isBuiltIn = (source: string): boolean => source.startsWith("builtin:");

/** The same data with places that do not depend on where the model file lies. */
export function located(data: DataSpec, uri: vscode.Uri): DataSpec {
  if (isBuiltIn(data.source) || uri.scheme !== "file") return data;
  const folder = dirname(uri.fsPath);
  const source = data.source
    .split(",")
    .map((part) => resolve(folder, part.trim()))
    .join(",");
  return { ...data, source };
}

/** The first of its files that is not there. */
export const missing = ({ source }: DataSpec): string | undefined =>
  isBuiltIn(source) ? undefined : source.split(",").find((part) => !existsSync(part));

interface Choice extends vscode.QuickPickItem {
  readonly pick: () => Promise<string | undefined>;
}

/** Asks; undefined when the user thinks better of it. `why` says what is the matter with what the file names. */
export async function chooseData(
  context: vscode.ExtensionContext,
  uri: vscode.Uri,
  model: string,
  scale: boolean,
  why: string | undefined,
): Promise<DataSpec | undefined> {
  const { t } = vscode.l10n;
  const before = remembered(context, uri, model);
  const choices: readonly Choice[] = [
    ...(before ? [kept(before)] : []),
    {
      label: `$(symbol-color) ${t("Drawn shapes")}`,
      description: "builtin:shapes",
      detail: t("Generated pictures of two kinds, of the size that the model takes. Nothing is downloaded."),
      pick: () => Promise.resolve("builtin:shapes"),
    },
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
      pick: () => openDialog({ filters: { CSV: ["csv", "gz"] }, openLabel: t("Train on this file") }),
    },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: t("Data to train {0} on", model),
    placeHolder: why ?? t("The model file does not name any."),
    matchOnDescription: true,
  });
  const source = await chosen?.pick();
  if (source === undefined) return undefined;
  const data: DataSpec = source === before?.source ? before : { source, scale };
  await context.workspaceState.update(keyOf(uri, model), data);
  return data;
}

const kept = (data: DataSpec): Choice => ({
  label: `$(history) ${data.source.replace(/^.*[\\/](?=[^\\/]+$)/, "")}`,
  description: vscode.l10n.t("as before"),
  detail: data.source,
  pick: () => Promise.resolve(data.source),
});

async function openDialog(options: vscode.OpenDialogOptions): Promise<string | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false, ...options })) ?? [];
  return uri?.fsPath;
}

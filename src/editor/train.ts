/** Starts a training: the model under the cursor, with what its file says and answers to what it does not say. */
import * as vscode from "vscode";
import { READING_STOPPED, type Picture } from "../picture/document";
import type { Documents } from "./documents";
import { canBeTrained, chooseModel, isAllowed, jobFor, wantsAnother, type Wishes } from "./job";
import type { Reader } from "./reader";
import type { Runs } from "./runs";

export function train(
  context: vscode.ExtensionContext,
  documents: Documents,
  reader: Reader,
  runs: Runs,
): vscode.Disposable {
  const command = async (uri?: vscode.Uri, name?: string, wishes: Wishes = {}): Promise<void> => {
    if (!(await isAllowed())) return;
    const script = uri instanceof vscode.Uri ? await documents.lookAt(uri) : documents.active;
    const picture = script && (await documents.newest(script));
    if (!script || !picture || picture.models.length === 0) return noModel(picture);
    const model = await chooseModel(picture, script, typeof name === "string" ? name : undefined);
    if (!model || !(await canBeTrained(model, picture, script))) return;
    if (runs.going && !(await wantsAnother())) return;
    const made = await jobFor({ context, reader }, script, model, wishes);
    if (!made) return;
    await vscode.commands.executeCommand("batchwise.showTraining");
    await runs.start(made.job, script.uri, made.notes);
  };
  return vscode.commands.registerCommand("batchwise.train", command);
}

export async function noModel(picture: Picture | undefined): Promise<void> {
  const stopped = picture?.problems.find(({ code }) => code === READING_STOPPED);
  if (stopped) {
    await vscode.window.showWarningMessage(stopped.message);
    return;
  }
  const example = vscode.l10n.t("Open an Example");
  const text = vscode.l10n.t("There is no Keras model here. Open a Python file or a notebook that builds one.");
  if ((await vscode.window.showInformationMessage(text, example)) === example)
    await vscode.commands.executeCommand("batchwise.openExample");
}

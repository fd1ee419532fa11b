/** From a change to a graph to a change of the user's text: one undo step, formatting kept. */
import * as vscode from "vscode";
import type { GraphEdit } from "../model/edit";
import { sourceName } from "./documents";
import { ReadingStopped, type Reader } from "./reader";
import type { Script } from "./script";

/** Why a change cannot be made, as a sentence. */
export interface Refused {
  readonly refused: string;
}

export async function workspaceEdit(
  reader: Reader,
  script: Script,
  model: string,
  edits: readonly GraphEdit[],
): Promise<vscode.WorkspaceEdit | Refused> {
  const { version } = script;
  const answer = await reader
    .edit({ name: sourceName(script), text: script.text }, model, edits)
    .catch((error: unknown): Refused => {
      if (error instanceof ReadingStopped) return { refused: error.message };
      throw error;
    });
  if ("refused" in answer) return answer;
  if (script.version !== version) return { refused: vscode.l10n.t("The file has changed in the meantime.") };
  const edit = new vscode.WorkspaceEdit();
  for (const { document, range, text } of answer.flatMap((one) => script.editsOf(one)))
    edit.replace(document.uri, range, text);
  return edit;
}

/** Makes the change; says why when it cannot be made. */
export async function applyEdits(
  reader: Reader,
  script: Script,
  model: string,
  edits: readonly GraphEdit[],
): Promise<Refused | undefined> {
  const edit = await workspaceEdit(reader, script, model, edits);
  if ("refused" in edit) return edit;
  const isDone = await vscode.workspace.applyEdit(edit);
  return isDone ? undefined : { refused: vscode.l10n.t("The file cannot be written.") };
}

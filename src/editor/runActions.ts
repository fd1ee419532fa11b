/** What can be done with a run: in the panel, in the Runs view and from the palette. */
import { join } from "node:path";
import * as vscode from "vscode";
import type { OutcomeAction } from "../protocol/trainingView";
import type { Run } from "./run";
import type { Runs } from "./runs";

export class RunActions {
  constructor(private readonly runs: Runs) {}

  async act(run: Run, action: OutcomeAction): Promise<void> {
    switch (action) {
      case "saveWeights":
        return this.saveWeights(run);
      case "trainLonger":
        await this.runs.goOn(run, 2 * run.job.epochs);
        return;
      case "resume":
        await this.runs.goOn(run, run.job.epochs);
        return;
      case "trainAgain":
        await this.runs.start(run.job, sourceOf(run));
        return;
      case "openFolder":
        return this.openFolder(run);
      case "chooseData":
        await vscode.commands.executeCommand("batchwise.train", sourceOf(run), run.job.graph.name, {
          chooseData: true,
        });
        return;
      case "showSource":
        return this.showSource(run);
    }
  }

  async saveWeights(run: Run): Promise<void> {
    const uri = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(join(run.folder, "..", "..", "..", `${run.job.graph.name}.weights.npz`)),
      filters: { NumPy: ["npz"] },
      saveLabel: vscode.l10n.t("Save Weights"),
    });
    if (!uri) return;
    try {
      await run.saveWeights(uri.fsPath);
    } catch (error) {
      await vscode.window.showErrorMessage(cannotSave(uri.fsPath, error));
    }
  }

  /** In the file manager on a desktop, else in the explorer. */
  async openFolder({ folder }: Run): Promise<void> {
    const uri = vscode.Uri.file(folder);
    const isLocal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
    await vscode.commands.executeCommand(isLocal ? "revealFileInOS" : "revealInExplorer", uri);
  }

  /** The file as it is now, else the text that was trained. */
  private async showSource(run: Run): Promise<void> {
    const uri = sourceOf(run);
    const { name, text } = run.job.source;
    const exists =
      uri &&
      (await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      ));
    if (exists && uri.path.endsWith(".ipynb")) {
      await vscode.commands.executeCommand("vscode.open", uri, vscode.ViewColumn.One);
      return;
    }
    const document = await (exists
      ? vscode.workspace.openTextDocument(uri)
      : vscode.workspace.openTextDocument({
          content: text,
          language: /\.(?:py|ipynb)$/.test(name) ? "python" : "plaintext",
        }));
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  }
}

/** Where the model file of a run should be. */
function sourceOf({ job }: Pick<Run, "job">): vscode.Uri | undefined {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  return workspace && vscode.Uri.joinPath(workspace.uri, job.source.name);
}

/** Expected trouble. */
const cannotSave = (file: string, error: unknown): string =>
  vscode.l10n.t(
    "The weights could not be saved to {0}: {1}",
    file,
    error instanceof Error ? error.message : String(error),
  );

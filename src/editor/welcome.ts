/** First steps: a model to begin with, and the walkthrough. */
import * as vscode from "vscode";

const EXAMPLE = "tutorial_cnn.py";

export const welcome = (context: vscode.ExtensionContext): vscode.Disposable =>
  vscode.Disposable.from(
    // a new document, which can be changed and saved anywhere
    vscode.commands.registerCommand("batchwise.openExample", async () => {
      const uri = vscode.Uri.joinPath(context.extensionUri, "examples", EXAMPLE);
      const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const document = await vscode.workspace.openTextDocument({ language: "python", content });
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    }),
    vscode.commands.registerCommand("batchwise.openWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#start`),
    ),
  );

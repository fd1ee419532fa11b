/** What tests in the extension host need: files of the workspace opened, places in them, and things that come true after a while. */
import * as vscode from "vscode";

export const inWorkspace = (path: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);

export async function open(path: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(path));
  return show(document);
}

/** A new document with this text, in the first column. */
export async function write(content: string, language = "python"): Promise<vscode.TextEditor> {
  const document = await until("a document with the new text", async () => {
    const made = await vscode.workspace.openTextDocument({ language, content });
    // one that takes the name of one just closed may keep the text of that
    return made.getText() === content && made;
  });
  return show(document);
}

/** With the extension awake: the first test may come before it. */
async function show(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  await vscode.extensions.getExtension("batchwise.batchwise")!.activate();
  return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
}

/** The place of a piece of text; the `count`-th one. */
export function placeOf(document: vscode.TextDocument, text: string, count = 1): vscode.Position {
  let at = -1;
  for (let i = 0; i < count; i++) at = document.getText().indexOf(text, at + 1);
  if (at < 0) throw new Error(`${document.uri.path} does not hold ${text}`);
  return document.positionAt(at);
}

/** Waits for something to be there. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() - started > 60_000) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Without a question about what was not saved. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor)
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The title of the open panel of one kind. */
export const panelTitle = (type: string): string | undefined =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(type))?.label;

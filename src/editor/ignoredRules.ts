/** Rules that are not wanted in a file without comments: a setting of the folder says so, since the file itself cannot. */
import * as vscode from "vscode";

type ByFile = Readonly<Record<string, readonly string[]>>;

const ignoredIn = (uri: vscode.Uri): ByFile =>
  vscode.workspace.getConfiguration("batchwise.hints", uri).get<ByFile>("ignoredInFiles", {});

/** How the setting calls a file: by its path in its folder; undefined where it lies in none. */
const nameIn = (uri: vscode.Uri): string | undefined =>
  vscode.workspace.getWorkspaceFolder(uri) && vscode.workspace.asRelativePath(uri, false);

/** Whether a rule can be ignored in this file by a setting. */
export const canBeIgnored = (uri: vscode.Uri): boolean => nameIn(uri) !== undefined;

export function ignoredRules(uri: vscode.Uri): ReadonlySet<string> {
  const rules: unknown = ignoredIn(uri)[nameIn(uri) ?? ""];
  return new Set(Array.isArray(rules) ? rules.map(String) : []);
}

/** `ignoreInFile(uri, rule)` writes the setting. */
export const ignoreInFile = (): vscode.Disposable =>
  vscode.commands.registerCommand("batchwise.ignoreInFile", async (uri: vscode.Uri, rule: string) => {
    const name = nameIn(uri);
    if (name === undefined) return;
    const rules = { ...ignoredIn(uri), [name]: [...new Set([...ignoredRules(uri), rule])] };
    const settings = vscode.workspace.getConfiguration("batchwise.hints", uri);
    await settings.update("ignoredInFiles", rules, vscode.ConfigurationTarget.WorkspaceFolder);
  });

/** The pages that explain hints: read-only documents, shown as Markdown. */
import * as vscode from "vscode";
import { hints } from "../hints";
import { textOf } from "../hints/hint";
import { hintPageText } from "../picture/hintPage";

const SCHEME = "batchwise-hint";

export const hintPage = (hint: string): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, path: `/${hint}.md` });

/** A link to the page, for trusted Markdown. */
export const hintPageCommand = (hint: string): string =>
  `command:batchwise.explainHint?${encodeURIComponent(JSON.stringify([hint]))}`;

export function hintPages(): vscode.Disposable {
  const pages = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent({ path }) {
      const hint = hints.find(({ id }) => path === `/${id}.md`);
      return hint
        ? hintPageText(hint, vscode.env.language, vscode.l10n.t)
        : vscode.l10n.t("There is no hint of this name.");
    },
  });
  const explain = vscode.commands.registerCommand("batchwise.explainHint", async (id?: string) => {
    const chosen = id ?? (await chooseHint());
    if (chosen !== undefined) await vscode.commands.executeCommand("markdown.showPreview", hintPage(chosen));
  });
  return vscode.Disposable.from(pages, explain);
}

async function chooseHint(): Promise<string | undefined> {
  const items = hints.map((hint) => ({
    label: textOf(hint, vscode.env.language).title,
    description: hint.id,
    id: hint.id,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which hint?") });
  return chosen?.id;
}

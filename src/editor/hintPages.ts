/**
 * The pages that explain hints: read-only documents, shown as Markdown. They lie in `dist/hints`, written when the product is built, and
 * are read when one is wanted: most of a hint is text that nobody asks for.
 */
import * as vscode from "vscode";
import { hints } from "../hints";
import { isChinese, titleOf } from "../hints/hint";

const SCHEME = "batchwise-hint";

export const hintPage = (hint: string): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, path: `/${hint}.md` });

/** A link to the page, for trusted Markdown. */
export const hintPageCommand = (hint: string): string =>
  `command:batchwise.explainHint?${encodeURIComponent(JSON.stringify([hint]))}`;

export function hintPages(context: vscode.ExtensionContext): vscode.Disposable {
  const pages = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent({ path }) {
      const hint = hints.find(({ id }) => path === `/${id}.md`);
      if (!hint) return vscode.l10n.t("There is no hint of this name.");
      const file = isChinese(vscode.env.language) ? `${hint.id}.zh-cn.md` : `${hint.id}.md`;
      const uri = vscode.Uri.joinPath(context.extensionUri, "dist", "hints", file);
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
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
    label: titleOf(hint, vscode.env.language),
    description: hint.id,
    id: hint.id,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which hint?") });
  return chosen?.id;
}

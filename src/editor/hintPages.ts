/**
 * The pages that explain hints: read-only documents, shown as Markdown. They lie in `dist/hints`, written when the product is built, and
 * are read when one is wanted: most of a hint is text that nobody asks for.
 */
import * as vscode from "vscode";
import { hints } from "../hints";
import { isChinese, titleOf } from "../hints/hint";
import { pictureFile } from "../picture/hintPage";

const SCHEME = "batchwise-hint";

export const hintPage = (hint: string): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, path: `/${hint}.md` });

/** A link to the page, for trusted Markdown. */
export const hintPageCommand = (hint: string): string =>
  `command:batchwise.explainHint?${encodeURIComponent(JSON.stringify([hint]))}`;

export function hintPages(context: vscode.ExtensionContext): vscode.Disposable {
  const read = async (name: string): Promise<string> => {
    const uri = vscode.Uri.joinPath(context.extensionUri, "dist", "hints", name);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  };
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const pages = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent({ path }) {
      const hint = hints.find(({ id }) => path === `/${id}.md`);
      if (!hint) return vscode.l10n.t("There is no hint of this name.");
      const file = pictureFile(hint.id);
      const page = await read(isChinese(vscode.env.language) ? `${hint.id}.zh-cn.md` : `${hint.id}.md`);
      return page.includes(`](${file})`) ? page.replace(`](${file})`, `](${imageAddress(await read(file))})`) : page;
    },
  });
  // the picture is in the colours of the theme
  const theme = vscode.window.onDidChangeActiveColorTheme(() => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
  });
  const explain = vscode.commands.registerCommand("batchwise.explainHint", async (id?: string) => {
    const chosen = id ?? (await chooseHint());
    if (chosen !== undefined) await vscode.commands.executeCommand("markdown.showPreview", hintPage(chosen));
  });
  return vscode.Disposable.from(pages, changed, theme, explain);
}

const themes: Readonly<Record<vscode.ColorThemeKind, string>> = {
  [vscode.ColorThemeKind.Light]: "light",
  [vscode.ColorThemeKind.Dark]: "dark",
  [vscode.ColorThemeKind.HighContrast]: "contrast",
  [vscode.ColorThemeKind.HighContrastLight]: "contrast-light",
};

/** A preview shows no file beside a page that is not a file itself: the image comes within the page. */
function imageAddress(svg: string): string {
  const themed = svg.replace("<svg ", `<svg class="${themes[vscode.window.activeColorTheme.kind]}" `);
  return `data:image/svg+xml;base64,${Buffer.from(themed).toString("base64")}`;
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

/** Layers that are frozen look so in the source: slanted, and marked behind. */
import * as vscode from "vscode";
import { frozenSpans } from "../picture/layers";
import type { Documents } from "./documents";
import { firstLineOf } from "./places";

export function decorations(documents: Documents): vscode.Disposable {
  const frozen = vscode.window.createTextEditorDecorationType({
    fontStyle: "italic",
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.infoForeground"),
    after: {
      contentText: vscode.l10n.t("frozen"),
      margin: "0 0 0 0.7em",
      color: new vscode.ThemeColor("editorCodeLens.foreground"),
      fontStyle: "italic",
    },
  });
  const show = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    const picture = documents.known(document);
    if (picture && picture.text !== document.getText()) return; // the next one is on the way
    const isOn = vscode.workspace.getConfiguration("batchwise.decorations", document).get<boolean>("frozen", true);
    const spans = picture && isOn ? frozenSpans(picture) : [];
    editor.setDecorations(
      frozen,
      spans.map((span) => firstLineOf(document, span)),
    );
  };
  const showAll = (): void => vscode.window.visibleTextEditors.forEach(show);
  showAll();
  return vscode.Disposable.from(
    frozen,
    documents.onDidChange(showAll),
    vscode.window.onDidChangeVisibleTextEditors(showAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("batchwise.decorations")) showAll();
    }),
  );
}

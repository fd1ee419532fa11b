/** Layers that are frozen look so in the source: slanted, and marked at the end of their line. */
import * as vscode from "vscode";
import { frozenSpans } from "../picture/layers";
import type { Documents } from "./documents";
import { firstLineOf } from "./places";

export function decorations(documents: Documents): vscode.Disposable {
  const frozen = vscode.window.createTextEditorDecorationType({
    fontStyle: "italic",
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.infoForeground"),
  });
  const mark = vscode.window.createTextEditorDecorationType({
    after: {
      contentText: vscode.l10n.t("frozen"),
      margin: "0 0 0 0.7em",
      color: new vscode.ThemeColor("editorCodeLens.foreground"),
      fontStyle: "italic",
    },
  });
  const show = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    const script = documents.scriptOf(document);
    const picture = script && documents.known(script);
    if (picture && picture.text !== script.text) return; // the next one is on the way
    const isOn = vscode.workspace.getConfiguration("batchwise.decorations", document).get<boolean>("frozen", true);
    const places = picture && isOn ? frozenSpans(picture).map((span) => script.placeOf(span)) : [];
    const ranges = places.flatMap((place) => (place?.document === document ? [firstLineOf(place)] : []));
    const lines = [...new Set(ranges.map(({ end }) => end.line))];
    editor.setDecorations(frozen, ranges);
    editor.setDecorations(
      mark,
      lines.map((line) => new vscode.Range(document.lineAt(line).range.end, document.lineAt(line).range.end)),
    );
  };
  const showAll = (): void => vscode.window.visibleTextEditors.forEach(show);
  showAll();
  return vscode.Disposable.from(
    frozen,
    mark,
    documents.onDidChange(showAll),
    vscode.window.onDidChangeVisibleTextEditors(showAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("batchwise.decorations")) showAll();
    }),
  );
}

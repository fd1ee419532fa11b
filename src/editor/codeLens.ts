/** Over each model: its graph, its training, its size. */
import * as vscode from "vscode";
import type { ModelPicture } from "../picture/document";
import { summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { selector, type Documents } from "./documents";
import { rangeOf } from "./places";

export function codeLens(documents: Documents): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    documents.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("batchwise.codeLens")) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document) {
        if (!vscode.workspace.getConfiguration("batchwise.codeLens", document).get<boolean>("enabled", true)) return [];
        const picture = await documents.picture(document);
        return picture?.models.flatMap((model) => lensesOf(document, model)) ?? [];
      },
    }),
  );
}

function lensesOf(document: vscode.TextDocument, { analysis }: ModelPicture): vscode.CodeLens[] {
  const { graph, params } = analysis;
  if (!graph.span) return [];
  const range = rangeOf(document, graph.span);
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, arguments: [document.uri, graph.name] });
  return [
    lens(vscode.l10n.t("Show graph"), "batchwise.showGraph"),
    lens(vscode.l10n.t("Train"), "batchwise.train"),
    lens(sizeOf(summaryRows(analysis).length, showCount(params)), "batchwise.showLayers"),
  ];
}

const sizeOf = (layers: number, params: string): string =>
  layers === 1
    ? vscode.l10n.t("1 layer, {0} parameters", params)
    : vscode.l10n.t("{0} layers, {1} parameters", layers, params);

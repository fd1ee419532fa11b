/** Over each model: its graph, its training, its size. */
import * as vscode from "vscode";
import { titleOf } from "../hints/hint";
import { isQuiet, type ModelPicture } from "../picture/document";
import { summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { selector, type Documents } from "./documents";
import { rangeIn } from "./places";
import type { Script } from "./script";

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
        const script = documents.scriptOf(document);
        const picture = await documents.picture(script);
        return picture?.models.flatMap((model) => lensesOf(script!, document, model)) ?? [];
      },
    }),
  );
}

function lensesOf(script: Script, document: vscode.TextDocument, model: ModelPicture): vscode.CodeLens[] {
  const { graph, params } = model.analysis;
  const range = graph.span && rangeIn(script, document, graph.span);
  if (!range) return [];
  const lens = (title: string, command: string, ...more: readonly string[]): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, arguments: [script.uri, graph.name, ...more] });
  const { rule, title } = provable(model);
  return [
    lens(vscode.l10n.t("Show graph"), "batchwise.showGraph"),
    lens(vscode.l10n.t("Train"), "batchwise.train"),
    lens(sizeOf(summaryRows(model.analysis).length, showCount(params)), "batchwise.showLayers"),
    ...(title === undefined ? [] : [lens(title, "batchwise.proveHint", ...rule)]),
  ];
}

/** Hints whose change makes the model learn otherwise: only a training shows what it is worth. */
function provable({ advice }: ModelPicture): { readonly rule: readonly string[]; readonly title?: string } {
  const worth = advice.filter((one) => one.finding.fix && one.hint.fixKeepsModel !== true && !isQuiet(one));
  const [first, second] = [...new Set(worth.map(({ hint }) => hint))];
  if (!first) return { rule: [] };
  if (second) return { rule: [], title: vscode.l10n.t("Prove a hint") };
  return { rule: [first.id], title: vscode.l10n.t("Prove “{0}”", titleOf(first, vscode.env.language)) };
}

const sizeOf = (layers: number, params: string): string =>
  layers === 1
    ? vscode.l10n.t("1 layer, {0} parameters", params)
    : vscode.l10n.t("{0} layers, {1} parameters", layers, params);

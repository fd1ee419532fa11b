/** From layer to layer by keyboard, along the edges of the graph; and from a layer's name to the layer. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import { layerNameAt } from "../picture/layerNames";
import { shapeText } from "../picture/layers";
import { neighboursOf, type Direction } from "../picture/neighbours";
import { selector, type Documents } from "./documents";
import { revealSpan } from "./places";
import { NotebookScript, type Script } from "./script";

export const goTo = (documents: Documents): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("batchwise.goToProducer", () => go(documents, "producer")),
    vscode.commands.registerCommand("batchwise.goToConsumer", () => go(documents, "consumer")),
    vscode.languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position) {
        const script = documents.scriptOf(document);
        const picture = await documents.picture(script);
        const found = script && picture && layerNameAt(picture, script.offsetAt(document, position));
        const span = found?.of.layer.node.span;
        const place = span && found.of.uses.includes(found.at) ? script?.placeOf(span) : undefined;
        return place && new vscode.Location(place.document.uri, place.range);
      },
    }),
  );

async function go(documents: Documents, direction: Direction): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const script = editor && documents.scriptOf(editor.document);
  const picture = script && (await documents.newest(script));
  if (!script || !picture) return;
  const offset = script.offsetAt(editor.document, editor.selection.active);
  const layers = neighboursOf(picture, offset, direction);
  const [only] = layers;
  const chosen = layers.length > 1 ? await choose(script, layers) : only;
  if (chosen?.node.span) await revealSpan(script, chosen.node.span, false);
  else if (!only)
    void vscode.window.setStatusBarMessage(
      direction === "producer"
        ? vscode.l10n.t("No layer in this file gives to this one.")
        : vscode.l10n.t("No layer in this file takes from this one."),
      4000,
    );
}

async function choose(script: Script, layers: readonly NodeFacts[]): Promise<NodeFacts | undefined> {
  const items = layers.map((facts) => ({
    label: facts.node.name,
    description: `${facts.node.type} ${shapeText(facts.shape)}`,
    detail: lineText(script, facts),
    facts,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which layer?") }))?.facts;
}

function lineText(script: Script, { node }: NodeFacts): string {
  const place = script.placeOf(node.span ?? { start: 0, end: 0 });
  const line = (place?.range.start.line ?? 0) + 1;
  const cells = script instanceof NotebookScript ? script.notebook.getCells() : [];
  const cell = cells.findIndex(({ document }) => document === place?.document);
  return cell < 0 ? vscode.l10n.t("Line {0}", line) : vscode.l10n.t("Cell {0}, line {1}", cell + 1, line);
}

/** From layer to layer by keyboard, along the edges of the graph; and from a layer's name to the layer. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import { layerNameAt } from "../picture/layerNames";
import { shapeText } from "../picture/layers";
import { neighboursOf, type Direction } from "../picture/neighbours";
import { selector, type Documents } from "./documents";
import { rangeOf, revealSpan } from "./places";

export const goTo = (documents: Documents): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("batchwise.goToProducer", () => go(documents, "producer")),
    vscode.commands.registerCommand("batchwise.goToConsumer", () => go(documents, "consumer")),
    vscode.languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position) {
        const picture = await documents.picture(document);
        const found = picture && layerNameAt(picture, document.offsetAt(position));
        const span = found?.of.layer.node.span;
        return span && found.of.uses.includes(found.at)
          ? new vscode.Location(document.uri, rangeOf(document, span))
          : undefined;
      },
    }),
  );

async function go(documents: Documents, direction: Direction): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const picture = editor && (await documents.newest(editor.document));
  if (!picture) return;
  const offset = editor.document.offsetAt(editor.selection.active);
  const layers = neighboursOf(picture, offset, direction);
  const [only] = layers;
  const chosen = layers.length > 1 ? await choose(editor.document, layers) : only;
  if (chosen?.node.span) await revealSpan(editor.document.uri, chosen.node.span, false);
  else if (!only)
    void vscode.window.setStatusBarMessage(
      direction === "producer"
        ? vscode.l10n.t("No layer in this file gives to this one.")
        : vscode.l10n.t("No layer in this file takes from this one."),
      4000,
    );
}

async function choose(document: vscode.TextDocument, layers: readonly NodeFacts[]): Promise<NodeFacts | undefined> {
  const items = layers.map((facts) => ({
    label: facts.node.name,
    description: `${facts.node.type} ${shapeText(facts.shape)}`,
    detail: vscode.l10n.t("Line {0}", document.positionAt(facts.node.span?.start ?? 0).line + 1),
    facts,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which layer?") }))?.facts;
}

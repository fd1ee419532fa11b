/** The outline: models and their layers, each with what it gives. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import type { ModelPicture } from "../picture/document";
import { shapeText, summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { selector, type Documents } from "./documents";
import { rangeOf } from "./places";

export const symbols = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerDocumentSymbolProvider(
    selector,
    {
      async provideDocumentSymbols(document) {
        const picture = await documents.picture(document);
        return picture?.models.flatMap((model) => symbolOf(document, model)) ?? [];
      },
    },
    { label: "Batchwise" },
  );

/** A model reaches from where it is made to its last layer. */
function symbolOf(document: vscode.TextDocument, { analysis }: ModelPicture): vscode.DocumentSymbol[] {
  const { graph, params } = analysis;
  const layers = analysis.nodes.flatMap((facts) => layerSymbol(document, facts));
  const own = graph.span && rangeOf(document, graph.span);
  const [first] = [own, ...layers.map(({ range }) => range)].filter((range) => range !== undefined);
  if (!first) return [];
  const range = layers.reduce((all, layer) => all.union(layer.range), own ?? first);
  const size = vscode.l10n.t("{0} layers, {1} parameters", summaryRows(analysis).length, showCount(params));
  const symbol = new vscode.DocumentSymbol(graph.name, size, vscode.SymbolKind.Class, range, own ?? first);
  symbol.children = layers;
  return [symbol];
}

function layerSymbol(document: vscode.TextDocument, facts: NodeFacts): vscode.DocumentSymbol[] {
  const { node, shape, params, inner } = facts;
  if (!node.span || node.implicit) return [];
  const range = rangeOf(document, node.span);
  const detail = `${node.type} ${shapeText(shape)}${params === 0 ? "" : ` ${showCount(params)}`}`;
  const symbol = new vscode.DocumentSymbol(node.name, detail, vscode.SymbolKind.Field, range, range);
  symbol.children = inner?.nodes.flatMap((part) => layerSymbol(document, part)) ?? [];
  return [symbol];
}

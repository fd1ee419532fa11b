/** The outline: models and their layers, each with what it gives. */
import * as vscode from "vscode";
import type { NodeFacts } from "../analysis/infer";
import type { Span } from "../model/span";
import type { ModelPicture } from "../picture/document";
import { shapeText, summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { selector, type Documents } from "./documents";
import { headOf, rangeIn } from "./places";

export const symbols = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerDocumentSymbolProvider(
    selector,
    {
      async provideDocumentSymbols(document) {
        const script = documents.scriptOf(document);
        const picture = await documents.picture(script);
        if (!script) return [];
        const within = (span: Span): vscode.Range | undefined => rangeIn(script, document, span);
        const head = (range: vscode.Range): vscode.Range => headOf(document, range);
        return picture?.models.flatMap((model) => symbolOf(within, head, model)) ?? [];
      },
    },
    { label: "Batchwise" },
  );

/** Where something is in the document that is asked for; undefined when it is in another cell. */
type Within = (span: Span) => vscode.Range | undefined;
/** What is selected of it. */
type Head = (range: vscode.Range) => vscode.Range;

/** A model reaches from where it is made to its last layer; in each cell of a notebook, as far as it is made there. */
function symbolOf(within: Within, head: Head, { analysis }: ModelPicture): vscode.DocumentSymbol[] {
  const { graph, params } = analysis;
  const layers = analysis.nodes.flatMap((facts) => layerSymbol(within, head, facts));
  const own = graph.span && within(graph.span);
  const [first] = [own, ...layers.map(({ range }) => range)].filter((range) => range !== undefined);
  if (!first) return [];
  const range = layers.reduce((all, layer) => all.union(layer.range), own ?? first);
  const size = vscode.l10n.t("{0} layers, {1} parameters", summaryRows(analysis).length, showCount(params));
  const symbol = new vscode.DocumentSymbol(graph.name, size, vscode.SymbolKind.Class, range, head(own ?? first));
  symbol.children = layers;
  return [symbol];
}

function layerSymbol(within: Within, head: Head, facts: NodeFacts): vscode.DocumentSymbol[] {
  const { node, shape, params, inner } = facts;
  const range = node.span && !node.implicit ? within(node.span) : undefined;
  if (!range) return [];
  const detail = `${node.type} ${shapeText(shape)}${params === 0 ? "" : ` ${showCount(params)}`}`;
  const symbol = new vscode.DocumentSymbol(node.name, detail, vscode.SymbolKind.Field, range, head(range));
  symbol.children = inner?.nodes.flatMap((part) => layerSymbol(within, head, part)) ?? [];
  return [symbol];
}

/** Between the model's offsets and the editor's positions. */
import * as vscode from "vscode";
import type { Span } from "../model/span";

export const rangeOf = (document: vscode.TextDocument, span: Span): vscode.Range =>
  new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));

/** What is underlined for a span: never more than its first line. */
export function firstLineOf(document: vscode.TextDocument, span: Span): vscode.Range {
  const range = rangeOf(document, span);
  return range.isSingleLine ? range : new vscode.Range(range.start, document.lineAt(range.start).range.end);
}

/** Shows a span in an editor for its document: one that is open already, else in the first column. */
export async function revealSpan(uri: vscode.Uri, span: Span, preserveFocus: boolean): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus });
  const range = rangeOf(document, span);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

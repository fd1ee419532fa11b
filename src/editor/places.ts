/** Between the model's offsets and the editor's positions. */
import * as vscode from "vscode";
import type { Span } from "../model/span";
import { NotebookScript, type Place, type Script } from "./script";

/** Where a span is in one of the documents of a script; undefined when it is in another. */
export function rangeIn(script: Script, document: vscode.TextDocument, span: Span): vscode.Range | undefined {
  const place = script.placeOf(span);
  return place?.document === document ? place.range : undefined;
}

/** What is underlined: never more than the first line; of an object in JSON the class that it names. */
export function firstLineOf({ document, range }: Place): vscode.Range {
  const class_ = classIn(document, range);
  if (class_) return class_;
  return range.isSingleLine ? range : new vscode.Range(range.start, document.lineAt(range.start).range.end);
}

/** So far into an object it says what it is. */
const FAR = 4000;

function classIn(document: vscode.TextDocument, range: vscode.Range): vscode.Range | undefined {
  if (!/^jsonc?$/.test(document.languageId)) return undefined;
  const start = document.offsetAt(range.start);
  const end = document.positionAt(Math.min(start + FAR, document.offsetAt(range.end)));
  const text = document.getText(new vscode.Range(range.start, end));
  const found = text.startsWith("{") ? /"class_name"\s*:\s*("[^"\n]*")/.exec(text) : null;
  if (!found) return undefined;
  const at = start + found.index + found[0].length;
  return new vscode.Range(document.positionAt(at - found[1]!.length), document.positionAt(at));
}

/** Where something begins that is read from there on: a lens, the name in an outline, a cursor that goes there. */
export const headOf = (document: vscode.TextDocument, range: vscode.Range): vscode.Range =>
  classIn(document, range) ?? range;

/** Where a span is, for those who tell of it elsewhere. */
export function locationOf(script: Script, span: Span): vscode.Location | undefined {
  const place = script.placeOf(span);
  return place && new vscode.Location(place.document.uri, firstLineOf(place));
}

/** Shows a span in an editor for its document: one that is open already, else in the first column. */
export async function revealSpan(script: Script, span: Span, preserveFocus: boolean): Promise<void> {
  const place = script.placeOf(span);
  if (!place) return;
  const { document } = place;
  const range = headOf(document, place.range);
  if (script instanceof NotebookScript) return revealInNotebook(script.notebook, place, preserveFocus);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function revealInNotebook(
  notebook: vscode.NotebookDocument,
  { document, range }: Place,
  preserveFocus: boolean,
): Promise<void> {
  const shown = vscode.window.visibleNotebookEditors.find((editor) => editor.notebook === notebook);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const selection = new vscode.Range(range.start, range.start);
  await vscode.commands.executeCommand("vscode.open", document.uri, { viewColumn, preserveFocus, selection });
}

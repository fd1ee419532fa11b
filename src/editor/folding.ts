/** Models can be folded away. JSON is folded by the editor itself. */
import * as vscode from "vscode";
import { foldsOf, modelSpans } from "../picture/folds";
import { python, type Documents } from "./documents";
import { rangeIn } from "./places";

export const folding = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerFoldingRangeProvider(python, {
    async provideFoldingRanges(document) {
      const script = documents.scriptOf(document);
      const picture = await documents.picture(script);
      // without an answer the editor folds by indentation
      if (!script || !picture || picture.models.length === 0) return undefined;
      const models = modelSpans(picture).flatMap((span) => {
        const range = rangeIn(script, document, span);
        return range ? [{ start: document.offsetAt(range.start), end: document.offsetAt(range.end) }] : [];
      });
      return foldsOf(document.getText(), models).map(({ start, end }) => new vscode.FoldingRange(start, end));
    },
  });

/** Renames a layer where it gets its name and wherever the file says it: in `get_layer`, in losses and metrics by output. */
import * as vscode from "vscode";
import { layerNameAt, refusedName } from "../picture/layerNames";
import { selector, type Documents } from "./documents";
import { rangeOf } from "./places";

export const rename = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerRenameProvider(selector, {
    async prepareRename(document, position) {
      const picture = await documents.picture(document);
      const found = picture && layerNameAt(picture, document.offsetAt(position));
      // whoever renames variables is asked next
      if (!found) throw new Error(vscode.l10n.t("This is not the name of a layer."));
      return { range: rangeOf(document, found.at), placeholder: found.of.name };
    },
    async provideRenameEdits(document, position, wanted) {
      const picture = await documents.picture(document);
      const found = picture && layerNameAt(picture, document.offsetAt(position));
      if (!found) return undefined;
      const refusal = refusedName(picture, found.of.name, wanted);
      if (refusal) throw new Error(reasonOf(refusal, wanted));
      const edit = new vscode.WorkspaceEdit();
      const text = wanted.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("'", "\\'");
      for (const span of [...found.of.given, ...found.of.uses])
        edit.replace(document.uri, rangeOf(document, span), text);
      return edit;
    },
  });

function reasonOf(refusal: "empty" | "slash" | "taken", wanted: string): string {
  switch (refusal) {
    case "empty":
      return vscode.l10n.t("A layer needs a name.");
    case "slash":
      return vscode.l10n.t("Keras allows no / in the name of a layer.");
    case "taken":
      return vscode.l10n.t("The model has a layer “{0}” already.", wanted);
  }
}

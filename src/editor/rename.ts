/** Renames a layer where it gets its name and wherever the file says it: in `get_layer`, in losses and metrics by output. */
import * as vscode from "vscode";
import { layerNameAt, refusedName } from "../picture/layerNames";
import { selector, type Documents } from "./documents";
import { rangeIn } from "./places";

export const rename = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerRenameProvider(selector, {
    async prepareRename(document, position) {
      const script = documents.scriptOf(document);
      const picture = await documents.picture(script);
      const found = script && picture && layerNameAt(picture, script.offsetAt(document, position));
      const range = found && rangeIn(script, document, found.at);
      // whoever renames variables is asked next
      if (!range) throw new Error(vscode.l10n.t("This is not the name of a layer."));
      return { range, placeholder: found.of.name };
    },
    async provideRenameEdits(document, position, wanted) {
      const script = documents.scriptOf(document);
      const picture = await documents.picture(script);
      const found = script && picture && layerNameAt(picture, script.offsetAt(document, position));
      if (!found) return undefined;
      const refusal = refusedName(picture, found.of.name, wanted);
      if (refusal) throw new Error(reasonOf(refusal, wanted));
      const edit = new vscode.WorkspaceEdit();
      const text = wanted.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("'", "\\'");
      for (const span of [...found.of.given, ...found.of.uses])
        for (const place of script.editsOf({ span, text })) edit.replace(place.document.uri, place.range, place.text);
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

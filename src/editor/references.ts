/** All places where the text calls a layer by its name: where it gets it, in `get_layer`, by output, in what others take. */
import * as vscode from "vscode";
import { layerNameAt } from "../picture/layerNames";
import { selector, type Documents } from "./documents";

export const references = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerReferenceProvider(selector, {
    async provideReferences(document, position, { includeDeclaration }) {
      const script = documents.scriptOf(document);
      const picture = await documents.picture(script);
      const found = script && picture && layerNameAt(picture, script.offsetAt(document, position));
      if (!found) return undefined;
      const spans = [...(includeDeclaration ? found.of.given : []), ...found.of.uses];
      return spans.flatMap((span) => {
        const place = script.placeOf(span);
        return place ? [new vscode.Location(place.document.uri, place.range)] : [];
      });
    },
  });

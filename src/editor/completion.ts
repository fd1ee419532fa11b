/** Inside of quotes: what an argument of a layer or of `compile` may be, and the names of layers. Elsewhere it stays silent. */
import * as vscode from "vscode";
import { choicesAt } from "../picture/choices";
import { selector, type Documents } from "./documents";
import { rangeIn } from "./places";

export const completion = (documents: Documents): vscode.Disposable =>
  vscode.languages.registerCompletionItemProvider(
    selector,
    {
      provideCompletionItems(document, position) {
        // what is typed right now is not read yet; the layers of before are good enough
        const script = documents.scriptOf(document);
        const picture = script && documents.known(script);
        const found = picture && choicesAt(picture, script.text, script.offsetAt(document, position));
        const range = found && rangeIn(script, document, found.place);
        return found?.choices.map(({ text, detail }) => {
          const item = new vscode.CompletionItem({ label: text, description: detail }, vscode.CompletionItemKind.Value);
          if (range) item.range = range;
          return item;
        });
      },
    },
    '"',
    "'",
  );

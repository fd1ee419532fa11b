/** The arguments of a layer while they are written. Where Pylance is, it tells them itself. */
import * as vscode from "vscode";
import { signatureAt } from "../picture/signature";
import { python, type Documents } from "./documents";
import type { ReadLayerDocs } from "./layerDocs";

const PYLANCE = "ms-python.vscode-pylance";

export const signatureHelp = (documents: Documents, docs: ReadLayerDocs): vscode.Disposable =>
  vscode.languages.registerSignatureHelpProvider(
    python,
    {
      async provideSignatureHelp(document, position) {
        const script = documents.scriptOf(document);
        if (!script || !/\bkeras\b/.test(script.text) || vscode.extensions.getExtension(PYLANCE)) return undefined;
        const found = signatureAt(document.getText(), document.offsetAt(position), await docs());
        if (!found) return undefined;
        const signature = new vscode.SignatureInformation(found.label, new vscode.MarkdownString(found.docs));
        signature.parameters = found.parameters.map(
          ({ start, end, docs }) => new vscode.ParameterInformation([start, end], new vscode.MarkdownString(docs)),
        );
        const help = new vscode.SignatureHelp();
        help.signatures = [signature];
        help.activeParameter = found.active ?? signature.parameters.length;
        return help;
      },
    },
    "(",
    ",",
    "=",
  );

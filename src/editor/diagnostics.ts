/** What cannot be built, and hints, underlined in the source and listed under Problems. */
import * as vscode from "vscode";
import { placeOf } from "../hints/hint";
import type { Problem, Severity } from "../model/problem";
import type { Span } from "../model/span";
import { adviceText, everyAdvice, isQuiet, type Advice, type Picture } from "../picture/document";
import type { Documents } from "./documents";
import { hintPage } from "./hintPages";
import { firstLineOf } from "./places";

export const SOURCE = "batchwise";

export function diagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const subscription = documents.onDidChange((document) => {
    const picture = documents.known(document);
    // an older text's places mean nothing in this one; its own picture is on the way
    if (!picture || picture.text === document.getText())
      collection.set(document.uri, picture && all(document, picture));
  });
  return vscode.Disposable.from(collection, subscription);
}

const all = (document: vscode.TextDocument, picture: Picture): vscode.Diagnostic[] => [
  ...picture.problems.map((problem) => ofProblem(document, problem)),
  ...everyAdvice(picture)
    .filter(({ advice }) => !isQuiet(advice))
    .map(({ advice }) => ofAdvice(document, advice)),
];

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

const rangeOf = (document: vscode.TextDocument, span: Span | undefined): vscode.Range =>
  firstLineOf(document, span ?? { start: 0, end: 0 });

function ofProblem(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, problem.span),
    problem.message,
    severities[problem.severity],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = problem.code;
  diagnostic.relatedInformation = (problem.related ?? []).map(
    ({ span, message }) =>
      new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, firstLineOf(document, span)), message),
  );
  return diagnostic;
}

/** A matter of choice is marked where it is and not listed. */
function ofAdvice(document: vscode.TextDocument, advice: Advice): vscode.Diagnostic {
  const { hint, finding, severity } = advice;
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, placeOf(finding)),
    adviceText(advice, vscode.l10n.t),
    hint.refactoring ? vscode.DiagnosticSeverity.Hint : severities[severity],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = { value: hint.id, target: hintPage(hint.id) };
  diagnostic.relatedInformation = (finding.related ?? []).flatMap(({ name, type, span }) =>
    span
      ? [
          new vscode.DiagnosticRelatedInformation(
            new vscode.Location(document.uri, firstLineOf(document, span)),
            `${type} “${name}”`,
          ),
        ]
      : [],
  );
  return diagnostic;
}

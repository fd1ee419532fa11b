/** What cannot be built, and hints, underlined in the source and listed under Problems. */
import * as vscode from "vscode";
import { placeOf } from "../hints/hint";
import type { Problem, Severity } from "../model/problem";
import type { Span } from "../model/span";
import { adviceText, everyAdvice, isQuiet, type Advice, type Picture } from "../picture/document";
import type { Documents } from "./documents";
import { hintPage } from "./hintPages";
import { firstLineOf, locationOf } from "./places";
import type { Script } from "./script";

export const SOURCE = "batchwise";

export function diagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  /** The documents of each script that have some: a cell may go, and its problems with it. */
  const told = new WeakMap<Script, readonly vscode.Uri[]>();
  const subscription = documents.onDidChange((script) => {
    const picture = documents.known(script);
    // an older text's places mean nothing in this one; its own picture is on the way
    if (picture && picture.text !== script.text) return;
    const found = picture ? all(script, picture) : [];
    const now = [...new Set(found.map(({ uri }) => uri))];
    const gone = (told.get(script) ?? []).filter((uri) => !now.includes(uri));
    for (const uri of gone) collection.delete(uri);
    for (const uri of now)
      collection.set(
        uri,
        found.filter((one) => one.uri === uri).map(({ diagnostic }) => diagnostic),
      );
    told.set(script, now);
  });
  return vscode.Disposable.from(collection, subscription);
}

interface Told {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

const all = (script: Script, picture: Picture): readonly Told[] =>
  [
    ...picture.problems.map((problem) => ofProblem(script, problem)),
    ...everyAdvice(picture)
      .filter(({ advice }) => !isQuiet(advice))
      .map(({ advice }) => ofAdvice(script, advice)),
  ].filter((one) => one !== undefined);

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** What has no place is said where the text begins. */
function toldAt(
  script: Script,
  span: Span | undefined,
  message: string,
  severity: vscode.DiagnosticSeverity,
): Told | undefined {
  const place = script.placeOf(span ?? { start: 0, end: 0 });
  if (!place) return undefined;
  const diagnostic = new vscode.Diagnostic(firstLineOf(place), message, severity);
  diagnostic.source = SOURCE;
  return { uri: place.document.uri, diagnostic };
}

function related(script: Script, span: Span | undefined, message: string): vscode.DiagnosticRelatedInformation[] {
  const location = span && locationOf(script, span);
  return location ? [new vscode.DiagnosticRelatedInformation(location, message)] : [];
}

function ofProblem(script: Script, problem: Problem): Told | undefined {
  const told = toldAt(script, problem.span, problem.message, severities[problem.severity]);
  if (!told) return undefined;
  told.diagnostic.code = problem.code;
  told.diagnostic.relatedInformation = (problem.related ?? []).flatMap(({ span, message }) =>
    related(script, span, message),
  );
  return told;
}

/** A matter of choice is marked where it is and not listed. */
function ofAdvice(script: Script, advice: Advice): Told | undefined {
  const { hint, finding, severity } = advice;
  const chosen = hint.refactoring ? vscode.DiagnosticSeverity.Hint : severities[severity];
  const told = toldAt(script, placeOf(finding), adviceText(advice, vscode.l10n.t), chosen);
  if (!told) return undefined;
  told.diagnostic.code = { value: hint.id, target: hintPage(hint.id) };
  told.diagnostic.relatedInformation = (finding.related ?? []).flatMap(({ name, type, span }) =>
    related(script, span, `${type} “${name}”`),
  );
  return told;
}

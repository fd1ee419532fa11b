/** What can be done about a hint: fix it, fix all of its kind, ignore it here, have it explained; and fix everything on save. */
import * as vscode from "vscode";
import { placeOf, titleOf } from "../hints/hint";
import { ignoreComment, ignoreFileComment } from "../hints/ignore";
import { everyAdvice, type Advice, type Advised } from "../picture/document";
import { fixTitle } from "../picture/fixTitle";
import { SOURCE } from "./diagnostics";
import { selector, type Documents } from "./documents";
import { workspaceEdit, type Refused } from "./edits";
import { canBeIgnored } from "./ignoredRules";
import { rangeIn } from "./places";
import type { Reader } from "./reader";
import type { Script } from "./script";
import { trialKey } from "./trials";

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append("batchwise");
/** The same for all cells of a notebook at once. */
const fixNotebookKind = vscode.CodeActionKind.Notebook.append(fixAllKind.value);
const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;

export const codeActions = (documents: Documents, reader: Reader): vscode.Disposable =>
  vscode.languages.registerCodeActionsProvider(
    selector,
    {
      async provideCodeActions(document, range, context) {
        const script = documents.scriptOf(document);
        const picture = await documents.picture(script);
        if (!script || !picture) return [];
        const actions = new Actions(reader, script, document, context);
        const places = everyAdvice(picture);
        const within = ({ advice: { finding } }: Advised): vscode.Range | undefined => {
          const place = placeOf(finding);
          return place && rangeIn(script, document, place);
        };
        if (context.only?.contains(fixNotebookKind)) return actions.everything(places, fixNotebookKind);
        // VS Code asks for each cell on its own
        if (context.only?.contains(fixAllKind)) return actions.everything(places.filter(within), fixAllKind);
        const here = places.filter((place) => within(place)?.intersection(range) !== undefined);
        return (await Promise.all(here.map((place) => actions.at(place, places)))).flat();
      },
      async resolveCodeAction(action) {
        if (action instanceof FixAll) await action.resolve();
        return action;
      },
    },
    { providedCodeActionKinds: [QuickFix, RefactorRewrite, fixAllKind, fixNotebookKind] },
  );

const nameOf = ({ hint }: Advice): string => titleOf(hint, vscode.env.language);

/**
 * Its edits are asked for when it is chosen: VS Code gives the command up when the light bulb is looked for in the meantime, as it is soon
 * after every change of the problems.
 */
class FixAll extends vscode.CodeAction {
  constructor(
    kind: vscode.CodeActionKind,
    private readonly edits: () => Promise<vscode.WorkspaceEdit | Refused>,
  ) {
    super(vscode.l10n.t("Fix all that Batchwise is sure of"), kind);
  }

  async resolve(): Promise<void> {
    const edit = await this.edits();
    // no message that stays: it may be made on every save
    if ("refused" in edit) vscode.window.setStatusBarMessage(edit.refused, REFUSAL_MS);
    else this.edit = edit;
  }
}

const REFUSAL_MS = 10_000;

class Actions {
  constructor(
    private readonly reader: Reader,
    private readonly script: Script,
    private readonly document: vscode.TextDocument,
    private readonly context: vscode.CodeActionContext,
  ) {}

  async at(place: Advised, all: readonly Advised[]): Promise<vscode.CodeAction[]> {
    const { hint, finding } = place.advice;
    const kind = hint.refactoring ? RefactorRewrite : QuickFix;
    const alike = all.filter(({ advice }) => advice.hint === hint && advice.finding.fix);
    const actions: (vscode.CodeAction | undefined)[] = [
      finding.fix &&
        (await this.fix(
          fixTitle(finding.fix, place.model.analysis.graph, vscode.l10n.t),
          kind,
          [place],
          !hint.refactoring,
        )),
      finding.fix && alike.length > 1
        ? await this.fix(vscode.l10n.t("{0} (all {1} in this file)", finding.fix.title, alike.length), kind, alike)
        : undefined,
      this.prove(place),
      this.forgetTrial(place),
      this.explain(place.advice),
      this.ignore(place.advice),
      this.ignoreInFile(place.advice),
    ];
    const wanted = this.context.only;
    return actions
      .filter((action) => action !== undefined)
      .filter((action) => !wanted || (action.kind && wanted.contains(action.kind)));
  }

  /** What a save may do on its own: only what is sure to change nothing but for the better. */
  everything(places: readonly Advised[], kind: vscode.CodeActionKind): vscode.CodeAction[] {
    const sure = places.filter(({ advice: { hint, finding } }) => finding.fix && hint.fixKeepsModel === true);
    if (sure.length === 0) return [];
    const action = new FixAll(kind, () => this.editsOf(sure));
    action.diagnostics = this.diagnosticsOf(sure.map(({ advice }) => advice));
    return [action];
  }

  private async fix(
    title: string,
    kind: vscode.CodeActionKind,
    places: readonly Advised[],
    isPreferred = false,
  ): Promise<vscode.CodeAction> {
    const action = new vscode.CodeAction(title, kind);
    action.isPreferred = isPreferred;
    action.diagnostics = this.diagnosticsOf(places.map(({ advice }) => advice));
    const edit = await this.editsOf(places);
    if ("refused" in edit) action.disabled = { reason: edit.refused };
    else action.edit = edit;
    return action;
  }

  private async editsOf(places: readonly Advised[]): Promise<vscode.WorkspaceEdit | Refused> {
    const whole = new vscode.WorkspaceEdit();
    for (const model of new Set(places.map((place) => place.model))) {
      const edits = places
        .filter((place) => place.model === model)
        .flatMap(({ advice }) => advice.finding.fix?.edits ?? []);
      const edit = await workspaceEdit(this.reader, this.script, model.analysis.graph.name, edits);
      if ("refused" in edit) return edit;
      for (const [uri, changes] of edit.entries()) whole.set(uri, [...whole.get(uri), ...changes]);
    }
    return whole;
  }

  /** Trains the model with and without the fix. */
  private prove({ model, advice }: Advised): vscode.CodeAction | undefined {
    if (!advice.finding.fix) return undefined;
    const title = advice.trial
      ? vscode.l10n.t("Prove it again: train with and without this change")
      : vscode.l10n.t("Prove it: train with and without this change");
    const action = new vscode.CodeAction(title, advice.hint.refactoring ? RefactorRewrite : QuickFix);
    action.diagnostics = this.diagnosticsOf([advice]);
    action.command = {
      title,
      command: "batchwise.proveHint",
      arguments: [this.script.uri, model.analysis.graph.name, advice.hint.id],
    };
    return action;
  }

  private forgetTrial({ model, advice }: Advised): vscode.CodeAction | undefined {
    if (!advice.trial) return undefined;
    const title = vscode.l10n.t("Forget what the trial said");
    const action = new vscode.CodeAction(title, QuickFix);
    const key = trialKey(this.script.uri, model.analysis.graph.name, advice.hint.id);
    action.command = { title, command: "batchwise.forgetTrial", arguments: [key] };
    return action;
  }

  private explain(advice: Advice): vscode.CodeAction {
    const title = vscode.l10n.t("Explain “{0}”", nameOf(advice));
    const action = new vscode.CodeAction(title, QuickFix);
    action.diagnostics = this.diagnosticsOf([advice]);
    action.command = { title, command: "batchwise.explainHint", arguments: [advice.hint.id] };
    return action;
  }

  private ignore(advice: Advice): vscode.CodeAction | undefined {
    const span = placeOf(advice.finding);
    const place = span && rangeIn(this.script, this.document, span);
    // JSON has no comments
    if (!place || this.script.isJson) return undefined;
    const action = new vscode.CodeAction(vscode.l10n.t("Ignore “{0}” on this line", nameOf(advice)), QuickFix);
    const { range } = this.document.lineAt(place.start);
    action.diagnostics = this.diagnosticsOf([advice]);
    action.edit = new vscode.WorkspaceEdit();
    // the reason stands ready to be typed over
    const comment = new vscode.SnippetString(`  ${ignoreComment(advice.hint.id)} `)
      .appendPlaceholder(vscode.l10n.t("why it does not apply here"))
      .appendTabstop(0);
    action.edit.set(this.document.uri, [new vscode.SnippetTextEdit(new vscode.Range(range.end, range.end), comment)]);
    return action;
  }

  private ignoreInFile(advice: Advice): vscode.CodeAction | undefined {
    if (this.script.isJson) return this.ignoreBySetting(advice);
    const action = new vscode.CodeAction(vscode.l10n.t("Ignore “{0}” in this file", nameOf(advice)), QuickFix);
    action.diagnostics = this.diagnosticsOf([advice]);
    action.edit = new vscode.WorkspaceEdit();
    // below what has to stand first
    const [document] = this.script.documents as readonly [vscode.TextDocument];
    let line = 0;
    while (line < document.lineCount - 1 && /^(?:#!|#.*coding[:=])/.test(document.lineAt(line).text)) line++;
    const comment = new vscode.SnippetString(`${ignoreFileComment(advice.hint.id)} `)
      .appendPlaceholder(vscode.l10n.t("why it does not apply here"))
      .appendText("\n")
      .appendTabstop(0);
    const place = new vscode.Position(line, 0);
    action.edit.set(document.uri, [new vscode.SnippetTextEdit(new vscode.Range(place, place), comment)]);
    return action;
  }

  /** Where the file has no place for it. */
  private ignoreBySetting(advice: Advice): vscode.CodeAction | undefined {
    const { uri } = this.script;
    if (!canBeIgnored(uri)) return undefined;
    const title = vscode.l10n.t("Ignore “{0}” in this file (in the folder's settings)", nameOf(advice));
    const action = new vscode.CodeAction(title, QuickFix);
    action.diagnostics = this.diagnosticsOf([advice]);
    action.command = { title, command: "batchwise.ignoreInFile", arguments: [uri, advice.hint.id] };
    return action;
  }

  private diagnosticsOf(all: readonly Advice[]): vscode.Diagnostic[] {
    return this.context.diagnostics.filter(
      ({ source, code }) =>
        source === SOURCE && typeof code === "object" && all.some(({ hint }) => hint.id === code.value),
    );
  }
}

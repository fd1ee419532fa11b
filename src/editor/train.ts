/** Starts a training: the model under the cursor, with what its file says and answers to what it does not say. */
import * as vscode from "vscode";
import { draftJob, rescalesItself } from "../analysis/job";
import type { DataSpec, TrainingJob } from "../model/job";
import { READING_STOPPED, type ModelPicture, type Picture } from "../picture/document";
import { modelAt, remarksOn, summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { chooseData, located, missing, remembered } from "./chooseData";
import type { Documents } from "./documents";
import { revealSpan } from "./places";
import type { Reader } from "./reader";
import type { Runs } from "./runs";

/** What a caller may ask for besides what the file says. */
interface Wishes {
  /** Ask for the data even when the file names some. */
  readonly chooseData?: boolean;
}

export function train(
  context: vscode.ExtensionContext,
  documents: Documents,
  reader: Reader,
  runs: Runs,
): vscode.Disposable {
  const command = async (uri?: vscode.Uri, name?: string, wishes: Wishes = {}): Promise<void> => {
    if (!(await isAllowed())) return;
    const document = uri instanceof vscode.Uri ? await documents.lookAt(uri) : documents.active;
    const picture = document && (await documents.newest(document));
    if (!document || !picture || picture.models.length === 0) return noModel(picture);
    const model = await chooseModel(picture, document, typeof name === "string" ? name : undefined);
    if (!model || !(await canBeTrained(model, picture, document.uri))) return;
    if (runs.going && !(await wantsAnother())) return;
    const { notes, ...draft } = draftJob(model.analysis);
    const data = await dataFor({ context, reader }, document.uri, model, draft.data, wishes);
    if (!data) return;
    const settings = vscode.workspace.getConfiguration("batchwise.training", document);
    const job: Omit<TrainingJob, "out"> = {
      ...draft,
      data,
      validation: typeof draft.validation === "number" ? draft.validation : located(draft.validation, document.uri),
      source: { name: vscode.workspace.asRelativePath(document.uri, false), text: document.getText() },
      seed: settings.get("seed", 0),
      threads: settings.get("threads", 0),
    };
    await vscode.commands.executeCommand("batchwise.showTraining");
    await runs.start(job, document.uri, notes);
  };
  return vscode.commands.registerCommand("batchwise.train", command);
}

/** Training reads the files that a model names and writes into the folder: only for folders that the user trusts. */
async function isAllowed(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Trust");
  const text = vscode.l10n.t(
    "Training reads data files and writes into this folder, which is open in Restricted Mode.",
  );
  if ((await vscode.window.showWarningMessage(text, manage)) === manage)
    await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}

async function noModel(picture: Picture | undefined): Promise<void> {
  const stopped = picture?.problems.find(({ code }) => code === READING_STOPPED);
  if (stopped) {
    await vscode.window.showWarningMessage(stopped.message);
    return;
  }
  const example = vscode.l10n.t("Open an Example");
  const text = vscode.l10n.t("There is no Keras model here. Open a Python file that builds one.");
  if ((await vscode.window.showInformationMessage(text, example)) === example)
    await vscode.commands.executeCommand("batchwise.openExample");
}

/** The one that is named, else the one under the cursor; asks where neither decides. */
async function chooseModel(
  picture: Picture,
  document: vscode.TextDocument,
  name: string | undefined,
): Promise<ModelPicture | undefined> {
  const named = picture.models.find(({ analysis }) => analysis.graph.name === name);
  if (named ?? picture.models.length === 1) return named ?? picture.models[0];
  const editor = vscode.window.activeTextEditor;
  const under = editor?.document === document && modelAt(picture, document.offsetAt(editor.selection.active));
  const items = picture.models.map((model) => ({
    label: model.analysis.graph.name,
    description: vscode.l10n.t(
      "{0} layers, {1} parameters",
      summaryRows(model.analysis).length,
      showCount(model.analysis.params),
    ),
    picked: model === under,
    model,
  }));
  items.sort((a, b) => Number(b.picked) - Number(a.picked));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which model?") }))?.model;
}

/** A model with a problem is not started, and the problem is shown. */
async function canBeTrained(model: ModelPicture, picture: Picture, uri: vscode.Uri): Promise<boolean> {
  const { analysis } = model;
  const problem = analysis.nodes
    .flatMap((facts) => remarksOn(model, picture, facts).problems)
    .find(({ severity }) => severity === "error");
  const unknown = typeof analysis.params === "number" ? undefined : analysis.params.unknown;
  const why = problem?.message ?? unknown;
  if (why === undefined) return true;
  const show = vscode.l10n.t("Show");
  const span = problem?.span ?? analysis.graph.span;
  const text = vscode.l10n.t("{0} cannot be trained yet. {1}", analysis.graph.name, why);
  if ((await vscode.window.showErrorMessage(text, show)) === show && span) await revealSpan(uri, span, false);
  return false;
}

async function wantsAnother(): Promise<boolean> {
  const go = vscode.l10n.t("Train Both");
  const show = vscode.l10n.t("Show Training");
  const text = vscode.l10n.t("A training is going on. Two at a time share the processor, so both take longer.");
  const answer = await vscode.window.showWarningMessage(text, go, show);
  if (answer === show) await vscode.commands.executeCommand("batchwise.showTraining");
  return answer === go;
}

/** What the file names, what was chosen before, or an answer. */
async function dataFor(
  tools: { readonly context: vscode.ExtensionContext; readonly reader: Reader },
  uri: vscode.Uri,
  model: ModelPicture,
  named: DataSpec | undefined,
  wishes: Wishes,
): Promise<DataSpec | undefined> {
  const { graph } = model.analysis;
  const ask = (why?: string): Promise<DataSpec | undefined> =>
    chooseData(tools, { uri, model: graph.name, scale: !rescalesItself(model.analysis) }, why);
  if (wishes.chooseData) return ask();
  if (named) {
    const data = located(named, uri);
    const gone = missing(data);
    return gone === undefined ? data : ask(vscode.l10n.t("{0} is not there.", gone));
  }
  const before = remembered(tools.context, uri, graph.name);
  if (before && missing(before) === undefined) return before;
  const source = graph.training?.fits[0]?.train?.source;
  return ask(typeof source === "object" ? source.unknown : undefined);
}

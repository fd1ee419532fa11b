/** What is trained: which model of a file, on what data, and whether it can be; for every command that trains. */
import * as vscode from "vscode";
import { notBuildable } from "../analysis/buildable";
import { draftJob, rescalesItself } from "../analysis/job";
import { trainedOf } from "../analysis/trained";
import type { DataSpec, TrainingJob } from "../model/job";
import type { ModelPicture, Picture } from "../picture/document";
import { modelAt, remarksOn, summaryRows } from "../picture/layers";
import { showCount } from "../picture/text";
import { chooseData, located, missing, remembered } from "./chooseData";
import { findSet, forgetSets, withFoundSets, withSameSet } from "./kerasSet";
import { revealSpan } from "./places";
import type { Reader } from "./reader";
import type { Script } from "./script";

/** What a caller may ask for besides what the file says. */
export interface Wishes {
  /** Ask for the data even when the file names some. */
  readonly chooseData?: boolean;
}

/** What a job needs from around. */
export interface JobTools {
  readonly context: vscode.ExtensionContext;
  readonly reader: Reader;
}

/** The job of a model; undefined when the user does not say on what data. `notes` say what was taken instead of what the file says. */
export async function jobFor(
  tools: JobTools,
  script: Script,
  model: ModelPicture,
  wishes: Wishes = {},
): Promise<{ readonly job: Omit<TrainingJob, "out">; readonly notes: readonly string[] } | undefined> {
  const { notes, ...draft } = draftJob(model.analysis);
  const data = await dataFor(tools, script.uri, model, draft.data, wishes);
  if (!data) return undefined;
  const settings = vscode.workspace.getConfiguration("batchwise.training", script.scope);
  const job = {
    ...draft,
    data,
    validation: validationFor(data, draft.validation, script.uri),
    source: { name: vscode.workspace.asRelativePath(script.uri, false), text: script.text },
    seed: settings.get("seed", 0),
    threads: settings.get("threads", 0),
    ...(settings.get<boolean>("fastMath") === true ? { fastMath: true } : {}),
  };
  return { job, notes };
}

/** What the file itself validates on belongs to what it trains on: other data come without it. */
function validationFor(data: DataSpec, drafted: DataSpec | number, uri: vscode.Uri): DataSpec | number {
  if (typeof drafted === "number") return drafted;
  if (!drafted.recipe) return located(drafted, uri);
  return data.recipe ? withSameSet(located(drafted, uri), data.recipe) : 0;
}

/** Training reads the files that a model names and writes into the folder: only for folders that the user trusts. */
export async function isAllowed(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Trust");
  const text = vscode.l10n.t(
    "Training reads data files and writes into this folder, which is open in Restricted Mode.",
  );
  if ((await vscode.window.showWarningMessage(text, manage)) === manage)
    await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}

/** The one that is named, else the one under the cursor; asks where neither decides. */
export async function chooseModel(
  picture: Picture,
  script: Script,
  name: string | undefined,
): Promise<ModelPicture | undefined> {
  const named = picture.models.find(({ analysis }) => analysis.graph.name === name);
  const trained = trainedOf(picture.models, ({ analysis }) => analysis);
  if (named ?? trained.length === 1) return named ?? trained[0];
  const editor = vscode.window.activeTextEditor;
  const isHere = editor !== undefined && script.documents.includes(editor.document);
  const under = isHere && modelAt(picture, script.offsetAt(editor.document, editor.selection.active));
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
export async function canBeTrained(model: ModelPicture, picture: Picture, script: Script): Promise<boolean> {
  const { analysis } = model;
  const problem = analysis.nodes
    .flatMap((facts) => remarksOn(model, picture, facts).problems)
    .find(({ severity }) => severity === "error");
  const why = problem?.message ?? notBuildable(analysis);
  if (why === undefined) return true;
  const show = vscode.l10n.t("Show");
  const span = problem?.span ?? analysis.graph.span;
  const text = vscode.l10n.t("{0} cannot be trained yet. {1}", analysis.graph.name, why);
  if ((await vscode.window.showErrorMessage(text, show)) === show && span) await revealSpan(script, span, false);
  return false;
}

export async function wantsAnother(): Promise<boolean> {
  const go = vscode.l10n.t("Train Both");
  const show = vscode.l10n.t("Show Training");
  const text = vscode.l10n.t("A training is going on. Two at a time share the processor, so both take longer.");
  const answer = await vscode.window.showWarningMessage(text, go, show);
  if (answer === show) await vscode.commands.executeCommand("batchwise.showTraining");
  return answer === go;
}

/** What the file names, what was chosen before, or an answer. */
async function dataFor(
  tools: JobTools,
  uri: vscode.Uri,
  model: ModelPicture,
  named: DataSpec | undefined,
  wishes: Wishes,
): Promise<DataSpec | undefined> {
  const { graph } = model.analysis;
  const ask = (why?: string): Promise<DataSpec | undefined> =>
    chooseData(tools, { uri, model: graph.name, scale: !rescalesItself(model.analysis) }, why);
  if (wishes.chooseData) {
    if (named?.recipe) await forgetSets(tools.context, named.recipe);
    return ask();
  }
  if (named) {
    const data = withFoundSets(tools.context, located(named, uri));
    const gone = missing(data);
    if (gone === undefined) return data;
    const before = remembered(tools.context, uri, graph.name);
    if (before && missing(before) === undefined) return before;
    return findSet(tools.context, data, () => ask(gone));
  }
  const before = remembered(tools.context, uri, graph.name);
  if (before && missing(before) === undefined) return before;
  const source = graph.training?.fits[0]?.train?.source;
  return ask(typeof source === "object" ? source.unknown : undefined);
}

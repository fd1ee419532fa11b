/** "Prove it": tries what a hint advises, or another model, on the user's own data, in the background. */
import * as vscode from "vscode";
import { draftJob, rescalesItself } from "../analysis/job";
import { titleOf, type Hint } from "../hints/hint";
import type { Graph } from "../model/graph";
import type { TrainingJob } from "../model/job";
import type { ModelPicture, Picture } from "../picture/document";
import { budgetText } from "../picture/trial";
import { fingerprint, withFixes } from "../picture/variant";
import type { TrialBudget, TrialSpeed } from "../protocol/trial";
import { chooseBudget } from "../protocol/trialBudget";
import { nameOf, type Documents } from "./documents";
import { canBeTrained, chooseModel, isAllowed, jobFor, wantsAnother, type JobTools } from "./job";
import type { Runs } from "./runs";
import type { Script } from "./script";
import { noModel } from "./train";
import type { Trial } from "./trial";
import { trialKey, type Trials } from "./trials";

export function prove(tools: JobTools, documents: Documents, runs: Runs, trials: Trials): vscode.Disposable {
  const prover = new Prover(tools, documents, runs, trials);
  const command = (name: string, act: (...args: never[]) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, act);
  return vscode.Disposable.from(
    command("batchwise.proveHint", (uri?: vscode.Uri, model?: string, rule?: string) => prover.hint(uri, model, rule)),
    command("batchwise.compareModels", (uri?: vscode.Uri, model?: string) => prover.compare(uri, model)),
    command("batchwise.stopTrial", (trial?: Trial) => (trial ?? trials.going)?.stop()),
    command("batchwise.openTrial", async (trial: Trial) => {
      trials.show(trial);
      await vscode.commands.executeCommand("batchwise.showTraining");
    }),
    command("batchwise.forgetTrial", async (trial?: Trial | string) => {
      if (typeof trial === "string") await trials.forgetAbout(trial);
      else if (trial) await trials.forget([trial]);
    }),
  );
}

/** How long somebody may be ready to wait, in seconds. */
const waits = [20, 90, 400];

class Prover {
  constructor(
    private readonly tools: JobTools,
    private readonly documents: Documents,
    private readonly runs: Runs,
    private readonly trials: Trials,
  ) {}

  /** A hint's fix, wherever the hint speaks in the model. */
  async hint(uri?: vscode.Uri, name?: string, rule?: string): Promise<void> {
    const found = await this.modelIn(uri, name);
    if (!found) return;
    const { script, model } = found;
    const advice = model.advice.filter(({ finding }) => finding.fix);
    const hint = advice.find((one) => one.hint.id === rule)?.hint ?? (await chooseHint(advice.map((one) => one.hint)));
    if (!hint) return;
    const { graph } = model.analysis;
    const changed = withFixes(
      graph,
      advice.filter((one) => one.hint === hint),
    );
    if (!changed) {
      await vscode.window.showWarningMessage(
        vscode.l10n.t("The changes do not fit each other; make one of them first."),
      );
      return;
    }
    const title = titleOf(hint, vscode.env.language);
    await this.start(script, model, hint.id, `${graph.name}: ${title}`, vscode.l10n.t("with the change"), changed);
  }

  /** Two models, of one file or of two that are open. */
  async compare(uri?: vscode.Uri, model?: string): Promise<void> {
    const found = await this.modelIn(uri, model);
    if (!found) return;
    const others = await this.otherModels(found.model);
    const items = others.map(({ script, model }) => ({
      label: model.analysis.graph.name,
      description: nameOf(script),
      model,
    }));
    if (items.length === 0) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t("There is no other model to compare with. Open the file that holds it."),
      );
      return;
    }
    const placeHolder = vscode.l10n.t("Compare {0} with which model?", found.model.analysis.graph.name);
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    if (!chosen) return;
    const { graph } = chosen.model.analysis;
    const name = vscode.l10n.t("{0} and {1}", found.model.analysis.graph.name, graph.name);
    await this.start(found.script, found.model, `model ${graph.name}`, name, graph.name, graph, chosen.model);
  }

  private async modelIn(uri?: vscode.Uri, name?: string) {
    if (!(await isAllowed())) return undefined;
    const script = uri instanceof vscode.Uri ? await this.documents.lookAt(uri) : this.documents.active;
    const picture = script && (await this.documents.newest(script));
    if (!script || !picture || picture.models.length === 0) {
      await noModel(picture);
      return undefined;
    }
    const model = await chooseModel(picture, script, typeof name === "string" ? name : undefined);
    return model && (await canBeTrained(model, picture, script)) ? { script, model } : undefined;
  }

  private async otherModels(not: ModelPicture) {
    const all = await Promise.all(
      this.documents.open.map(async (script) => {
        const picture: Picture | undefined = await this.documents.newest(script);
        return (picture?.models ?? []).map((model) => ({ script, model }));
      }),
    );
    return all.flat().filter(({ model }) => model !== not);
  }

  private async start(
    script: Script,
    model: ModelPicture,
    rule: string,
    name: string,
    changed: string,
    changedGraph: Graph,
    other?: ModelPicture,
  ): Promise<void> {
    if (this.trials.going) {
      this.trials.show(this.trials.going);
      await vscode.commands.executeCommand("batchwise.showTraining");
      void vscode.window.showInformationMessage(vscode.l10n.t("A trial is going on; one at a time."));
      return;
    }
    if (this.runs.going && !(await wantsAnother())) return;
    const made = await jobFor(this.tools, script, model);
    if (!made) return;
    const before = { ...made.job, out: "" };
    const after = { ...before, ...(other && ownSettings(other, before)), graph: changedGraph };
    const { graph } = model.analysis;
    const subject = {
      job: { before, after },
      name,
      changed,
      key: trialKey(script.uri, graph.name, rule),
      fingerprint: fingerprint(graph),
    };
    await vscode.commands.executeCommand("batchwise.showTraining");
    await this.trials.start(subject, (speed) => askBudget(speed, name));
  }
}

/** What another model says of its own training; the data are those of the first. */
function ownSettings({ analysis }: ModelPicture, { data }: TrainingJob): Partial<TrainingJob> {
  const { loss, optimizer, metrics } = draftJob(analysis);
  return { loss, optimizer, metrics, data: { ...data, scale: !rescalesItself(analysis) } };
}

async function chooseHint(hints: readonly Hint[]): Promise<Hint | undefined> {
  const items = [...new Set(hints)].map((hint) => ({ label: titleOf(hint, vscode.env.language), hint }));
  if (items.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t("No hint here has a fix that could be tried."));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Prove which hint?") }))?.hint;
}

/** What it will take is known before it begins. */
async function askBudget(speed: TrialSpeed, name: string): Promise<TrialBudget | undefined> {
  const budgets = waits.map((seconds) => chooseBudget(speed, { seconds }));
  const different = budgets.filter((budget, i) => budget.steps !== budgets[i - 1]?.steps);
  const items = different.map((budget) => ({
    label: budgetText(budget, vscode.l10n.t),
    detail:
      budget.steps === speed.wholeSteps
        ? vscode.l10n.t("As many steps as the file's own training.")
        : vscode.l10n.t("The file's own training makes {0} steps.", speed.wholeSteps),
    budget,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Try {0}", name),
    placeHolder: vscode.l10n.t("How long? Both models are trained in the background, in turns."),
    ignoreFocusOut: true,
  });
  return chosen?.budget;
}

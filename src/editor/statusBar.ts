/** How far the training or the trial is, at the bottom of the window; and the commands that pause and stop a training. */
import * as vscode from "vscode";
import type { Run } from "./run";
import type { Runs } from "./runs";
import type { Trial } from "./trial";
import type { Trials } from "./trials";

/** Often enough to be seen moving, seldom enough for a screen reader. */
const INTERVAL_MS = 500;

export function statusBar(runs: Runs, trials: Trials): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("batchwise.training", vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t("Batchwise training");
  item.command = "batchwise.showTraining";
  let timer: NodeJS.Timeout | undefined;

  const show = (): void => {
    timer = undefined;
    const { going } = runs;
    void vscode.commands.executeCommand("setContext", "batchwise.isTraining", going !== undefined);
    void vscode.commands.executeCommand("setContext", "batchwise.isPaused", going?.picture.state === "paused");
    void vscode.commands.executeCommand("setContext", "batchwise.isTrying", trials.going !== undefined);
    if (!going) {
      if (trials.going) showTrial(trials.going);
      else item.hide();
      return;
    }
    const text = textOf(going);
    item.text = `$(${going.picture.state === "paused" ? "debug-pause" : "sync~spin"}) ${text}`;
    item.tooltip = vscode.l10n.t("Training of {0}. Click to see it.", going.name);
    item.accessibilityInformation = { label: vscode.l10n.t("Training: {0}", text) };
    item.show();
  };
  const showTrial = (trial: Trial): void => {
    const text = trial.picture.progressText(vscode.l10n.t);
    item.text = `$(beaker) ${text}`;
    item.tooltip = vscode.l10n.t("Trial of {0}. Click to see it.", trial.name);
    item.accessibilityInformation = { label: vscode.l10n.t("Trial: {0}", text) };
    item.show();
  };
  const soon = (): void => void (timer ??= setTimeout(show, INTERVAL_MS));
  const command = (name: string, act: (run: Run) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, async () => {
      if (runs.going) await act(runs.going);
    });
  return vscode.Disposable.from(
    item,
    runs.onDidChange(show),
    runs.onDidMove(soon),
    trials.onDidChange(show),
    trials.onDidMove(soon),
    command("batchwise.pauseTraining", (run) => run.pause()),
    command("batchwise.resumeTraining", (run) => run.resume()),
    command("batchwise.stopTraining", (run) => run.stop()),
    command("batchwise.stopTrainingNow", (run) => run.stopNow()),
    { dispose: () => clearTimeout(timer) },
  );
}

function textOf({ picture, job }: Run): string {
  const { t } = vscode.l10n;
  const { preparing } = picture;
  if (!picture.start) return preparing ? preparing.what : t("preparing");
  if (picture.state === "stopping") return t("stopping");
  const loss = picture.loss === undefined ? "" : ` · ${picture.loss.toPrecision(3)}`;
  return `${t("epoch {0}", `${picture.currentEpoch}/${job.epochs}`)}${loss}`;
}

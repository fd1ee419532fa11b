/** The runs and the trials, going on or kept, as a list: open, save weights, show the folder, stop, delete. */
import * as vscode from "vscode";
import type { RunState } from "../protocol/trainingView";
import { foldRun, type CommandLine } from "./foldRun";
import { timeText, type Run } from "./run";
import type { RunActions } from "./runActions";
import type { Runs } from "./runs";
import { Trial } from "./trial";
import type { Trials } from "./trials";

export function runsView(runs: Runs, trials: Trials, actions: RunActions, commandLine: CommandLine): vscode.Disposable {
  const list = new RunList(runs, trials);
  const view = vscode.window.createTreeView("batchwise.runs", { treeDataProvider: list });
  const command = (name: string, act: (run: Run) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (run?: Run) => {
      const meant = run ?? (await chooseRun(runs));
      if (meant) await act(meant);
    });
  return vscode.Disposable.from(
    view,
    list,
    view.onDidChangeVisibility(({ visible }) => void (visible && runs.refresh())),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void runs.refresh()),
    command("batchwise.openRun", async (run) => {
      await runs.show(run);
      await vscode.commands.executeCommand("batchwise.showTraining");
    }),
    command("batchwise.saveWeights", (run) => actions.saveWeights(run)),
    command("batchwise.openRunFolder", (run) => actions.openFolder(run)),
    command("batchwise.foldRun", (run) => foldRun(run, commandLine)),
    command("batchwise.deleteRun", async (run) => {
      if (await isSure(run)) await runs.delete(run);
    }),
    vscode.commands.registerCommand("batchwise.refreshRuns", () => runs.refresh()),
  );
}

async function chooseRun(runs: Runs): Promise<Run | undefined> {
  await runs.refresh();
  const items = runs.all.map((run) => ({ label: run.name, description: stateText(run), run }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which run?") });
  return chosen?.run;
}

async function isSure(run: Run): Promise<boolean> {
  const remove = vscode.l10n.t("Delete");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete the run {0} with its weights and checkpoints?", run.name),
    { modal: true, detail: run.folder },
    remove,
  );
  return answer === remove;
}

/** A training run's line is written anew so often, at most. */
const INTERVAL_MS = 1000;

class RunList implements vscode.TreeDataProvider<Run | Trial> {
  private readonly changed = new vscode.EventEmitter<Run | Trial | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: Runs,
    private readonly trials: Trials,
  ) {
    this.subscription = vscode.Disposable.from(
      runs.onDidChange(() => this.changed.fire(undefined)),
      runs.onDidMove((run) => (this.timer ??= setTimeout(() => this.show(run), INTERVAL_MS))),
      trials.onDidChange(() => this.changed.fire(undefined)),
      trials.onDidMove((trial) => (this.timer ??= setTimeout(() => this.show(trial), INTERVAL_MS))),
    );
  }

  private show(run: Run | Trial): void {
    this.timer = undefined;
    this.changed.fire(run);
  }

  getChildren(run?: Run | Trial): (Run | Trial)[] {
    return run ? [] : [...this.runs.all, ...this.trials.all].sort((a, b) => b.startedAt - a.startedAt);
  }

  getTreeItem(run: Run | Trial): vscode.TreeItem {
    return run instanceof Trial ? trialItem(run) : this.runItem(run);
  }

  private runItem(run: Run): vscode.TreeItem {
    const item = new vscode.TreeItem(run.job.graph.name);
    item.id = run.id;
    item.description = `${stateText(run)} · ${run.time}`;
    item.tooltip = `${run.name}\n${stateText(run)}\n${run.job.data.source}\n${run.folder}`;
    item.contextValue = run.isGoing ? "going" : "over";
    item.iconPath = iconOf(run.picture.state);
    item.accessibilityInformation = { label: `${run.name}, ${stateText(run)}` };
    item.command = { title: vscode.l10n.t("Open"), command: "batchwise.openRun", arguments: [run] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function trialItem(trial: Trial): vscode.TreeItem {
  const { picture, name } = trial;
  const item = new vscode.TreeItem(name);
  const said = trialText(trial);
  item.id = trial.id;
  item.description = `${said} · ${timeText(trial.startedAt)}`;
  item.tooltip = [name, ...picture.status(vscode.l10n.t).sentences].join("\n");
  item.contextValue = trial.isGoing ? "trialGoing" : "trialOver";
  item.iconPath = new vscode.ThemeIcon(
    trial.isGoing ? "loading~spin" : picture.state === "failed" ? "error" : "beaker",
  );
  item.accessibilityInformation = { label: `${name}, ${said}` };
  item.command = { title: vscode.l10n.t("Open"), command: "batchwise.openTrial", arguments: [trial] };
  return item;
}

function trialText({ picture }: Trial): string {
  const { t } = vscode.l10n;
  if (picture.result) {
    const verdicts = { better: t("better"), worse: t("worse"), none: t("no difference seen") };
    return `${t("trial")} · ${verdicts[picture.result.verdict]}`;
  }
  if (picture.state === "failed") return `${t("trial")} · ${t("failed")}`;
  if (picture.state === "stopped") return `${t("trial")} · ${t("stopped")}`;
  return `${t("trial")} · ${picture.progressText(t)}`;
}

function stateText({ picture, job }: Run): string {
  const { t } = vscode.l10n;
  const loss = picture.loss === undefined ? "" : ` · ${t("loss {0}", picture.loss.toPrecision(3))}`;
  if (picture.state === "done") return `${t("done")}${loss}`;
  const epochs = `${picture.currentEpoch}/${picture.start?.epochs ?? job.epochs}`;
  const states: Readonly<Record<RunState, string>> = {
    preparing: t("preparing"),
    running: t("running"),
    paused: t("paused"),
    stopping: t("stopping"),
    done: t("done"),
    stopped: t("stopped"),
    "early-stopping": t("stopped early"),
    nan: t("not a number"),
    failed: t("failed"),
  };
  return `${states[picture.state]} · ${t("epoch {0}", epochs)}${loss}`;
}

const icons: Readonly<Record<RunState, string>> = {
  preparing: "loading~spin",
  running: "loading~spin",
  paused: "debug-pause",
  stopping: "loading~spin",
  done: "pass",
  stopped: "stop-circle",
  "early-stopping": "pass",
  nan: "error",
  failed: "error",
};

const iconOf = (state: RunState): vscode.ThemeIcon => new vscode.ThemeIcon(icons[state]);

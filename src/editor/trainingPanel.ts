/** The training panel: a run as it goes on, or as it was, beside others. All numbers stay here; the page asks for what it can show. */
import * as vscode from "vscode";
import { verdictText } from "../picture/trial";
import { server, type Handlers, type Server } from "../protocol/channel";
import { checkedCalls } from "../protocol/check";
import type { Heard } from "../protocol/curves";
import { saidIn } from "../protocol/trainerTexts";
import { trainingTexts } from "../protocol/trainingTexts";
import {
  trainingViewChecks,
  type OutcomeAction,
  type RunList,
  type RunSnapshot,
  type SnapshotRequest,
  type TrainingViewCalls,
  type TrainingViewEvents,
} from "../protocol/trainingView";
import type { Run } from "./run";
import type { RunActions } from "./runActions";
import type { Runs } from "./runs";
import type { Trial } from "./trial";
import type { Trials } from "./trials";
import { loadPage, translated, webviewOptions } from "./webview";

const TYPE = "batchwise.training";
/** A run is told of at most 10 times a second. */
const INTERVAL_MS = 100;

export function trainingPanel(
  context: vscode.ExtensionContext,
  runs: Runs,
  trials: Trials,
  actions: RunActions,
): vscode.Disposable {
  let open: TrainingPanel | undefined;
  const attach = (panel: vscode.WebviewPanel): void => {
    const attached = new TrainingPanel(panel, context.extensionUri, runs, trials, actions);
    open = attached;
    panel.onDidDispose(() => {
      attached.dispose();
      if (open === attached) open = undefined;
    });
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("batchwise.showTraining", () => {
      if (open) open.panel.reveal(undefined, false);
      else
        attach(
          vscode.window.createWebviewPanel(
            TYPE,
            vscode.l10n.t("Training"),
            vscode.ViewColumn.Beside,
            webviewOptions(context.extensionUri),
          ),
        );
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      async deserializeWebviewPanel(panel) {
        await runs.refresh();
        const [newest] = runs.all;
        if (newest && !runs.current) await runs.show(newest);
        attach(panel);
      },
    }),
    runs.onDidChange((run) => {
      if (run && !open?.panel.visible) void tellEnd(run);
    }),
    trials.onDidChange((trial) => {
      if (trial && !open?.panel.visible) void tellTrialEnd(trial);
    }),
    { dispose: () => void open?.panel.dispose() },
  );
}

/** Said once, and only to those who do not see it in the panel. */
async function tellEnd(run: Run): Promise<void> {
  const show = vscode.l10n.t("Show");
  const { state, message } = run.picture;
  if (run.isGoing || !run.takeNews()) return;
  const answer =
    state === "failed" || state === "nan"
      ? await vscode.window.showErrorMessage(
          message === undefined
            ? vscode.l10n.t("The training of {0} has failed.", run.name)
            : saidIn(message, vscode.l10n.t),
          show,
        )
      : await vscode.window.showInformationMessage(vscode.l10n.t("The training of {0} is done.", run.name), show);
  if (answer === show) await vscode.commands.executeCommand("batchwise.showTraining");
}

async function tellTrialEnd(trial: Trial): Promise<void> {
  const { result, message } = trial.picture;
  if (trial.isGoing || !trial.takeNews()) return;
  const show = vscode.l10n.t("Show");
  const answer = result
    ? await vscode.window.showInformationMessage(`${trial.name}. ${verdictText(result, vscode.l10n.t)}`, show)
    : message !== undefined && (await vscode.window.showErrorMessage(message, show));
  if (answer === show) await vscode.commands.executeCommand("batchwise.openTrial", trial);
}

class TrainingPanel {
  private readonly page: Server<TrainingViewEvents>;
  private readonly subscriptions: readonly vscode.Disposable[];
  /** How far the page has heard each run that it shows. */
  private readonly heard = new Map<string, Heard>();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    private readonly runs: Runs,
    private readonly trials: Trials,
    private readonly actions: RunActions,
  ) {
    const port = loadPage(panel, extension, "training", vscode.l10n.t("Training"));
    this.page = server<TrainingViewCalls, TrainingViewEvents>(checkedCalls(port, trainingViewChecks), this.handlers());
    this.subscriptions = [
      runs.onDidChange((run) => this.tellChange(run)),
      runs.onDidMove((run) => this.tellSoon(run)),
      trials.onDidChange(() => this.tellTrial()),
      trials.onDidMove((trial) => {
        if (trial === trials.current) this.soon(trial.id, () => this.tellTrial());
      }),
    ];
    this.setTitle();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private handlers(): Handlers<TrainingViewCalls> {
    const withRun =
      (act: (run: Run) => Promise<void> | void) =>
      async (id: string): Promise<void> => {
        const run = this.runs.get(id);
        if (run) await act(run);
      };
    return {
      open: () => {
        this.heard.clear();
        const { stopEarly } = this.runs;
        const trial = this.trials.current?.picture.status(vscode.l10n.t);
        return {
          ...this.list(),
          locale: vscode.env.language,
          texts: translated(trainingTexts),
          ...(stopEarly !== undefined && { stopEarly }),
          ...(trial && { trial }),
        };
      },
      snapshot: (request) => this.snapshot(request),
      pause: withRun((run) => run.pause()),
      resume: withRun((run) => run.resume()),
      stop: withRun((run) => run.stop()),
      stopNow: withRun((run) => run.stopNow()),
      act: async (id, action: OutcomeAction) => withRun((run) => this.actions.act(run, action))(id),
      showRun: withRun((run) => this.runs.show(run)),
      train: async () => {
        await vscode.commands.executeCommand("batchwise.train");
      },
      setStopEarly: (patience) => this.runs.setStopEarly(patience ?? undefined),
      stopTrial: (id) => this.trials.get(id)?.stop(),
      leaveTrial: () => this.trials.show(undefined),
    };
  }

  private list(): RunList {
    const { all, current } = this.runs;
    return {
      runs: all.map(({ id, name, picture, startedAt, job }) => ({
        id,
        name,
        state: picture.state,
        startedAt,
        epochs: job.epochs,
      })),
      ...(current && { current: current.id }),
    };
  }

  private async snapshot({ runs, points, smoothing }: SnapshotRequest): Promise<readonly RunSnapshot[]> {
    const wanted = runs.map((id) => this.runs.get(id)).filter((run) => run !== undefined);
    await Promise.all(wanted.map((run) => run.load()));
    return wanted.map((run) => {
      this.heard.set(run.id, run.picture.curves.heard());
      return { status: run.status(), curves: run.picture.curves.snapshot(points, smoothing) };
    });
  }

  private tellChange(run: Run | undefined): void {
    this.setTitle();
    this.page.emit("runs", this.list());
    if (run) this.tell(run);
  }

  private tellSoon(run: Run): void {
    this.soon(run.id, () => this.tell(run));
  }

  private soon(id: string, act: () => void): void {
    if (!this.panel.visible || this.timers.has(id)) return;
    const timer = setTimeout(() => {
      this.timers.delete(id);
      act();
    }, INTERVAL_MS);
    this.timers.set(id, timer);
  }

  private tellTrial(): void {
    this.setTitle();
    this.page.emit("trial", { shown: this.trials.current?.picture.status(vscode.l10n.t) ?? null });
  }

  private tell(run: Run): void {
    this.page.emit("status", run.status());
    const heard = this.heard.get(run.id);
    if (!heard) return; // the page has not asked for it
    const added = run.picture.curves.since(heard);
    this.heard.set(run.id, run.picture.curves.heard());
    if (added.length > 0) this.page.emit("points", { run: run.id, added });
  }

  /** Which run is shown stands in the title, so that two windows are told apart. */
  private setTitle(): void {
    const { current } = this.runs;
    const trial = this.trials.current;
    if (trial) this.panel.title = vscode.l10n.t("Trial of {0}", trial.name);
    else this.panel.title = current ? vscode.l10n.t("Training of {0}", current.name) : vscode.l10n.t("Training");
  }
}

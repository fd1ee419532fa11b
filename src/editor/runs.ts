/** All runs: those that go on here and those on disk, newest first. */
import { rm } from "node:fs/promises";
import * as vscode from "vscode";
import type { Graph } from "../model/graph";
import type { Setback, TrainingJob } from "../model/job";
import type { Child } from "../protocol/child";
import { Run } from "./run";
import type { Trials } from "./trials";
import { allRunsFolders, makeRunFolder, runsFolder, runsIn } from "./runFolders";

const STOP_EARLY = "batchwise.stopEarly";

export class Runs {
  private readonly byId = new Map<string, Run>();
  private shown: string | undefined;
  private readonly changed = new vscode.EventEmitter<Run | undefined>();
  private readonly moved = new vscode.EventEmitter<Run>();
  private readonly told = new vscode.EventEmitter<void>();
  /** A run has another state, or the list has changed. */
  readonly onDidChange = this.changed.event;
  /** A run has new numbers. */
  readonly onDidMove = this.moved.event;
  /** There is something to be said of a model because of a run, or no longer. */
  readonly onDidTell = this.told.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly fork: () => Promise<Child>,
    private readonly log: vscode.LogOutputChannel,
    /** The panel is about a run or about a trial. */
    private readonly trials: Trials,
  ) {}

  get all(): readonly Run[] {
    return [...this.byId.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** The run that the panel is about. */
  get current(): Run | undefined {
    return this.shown === undefined ? undefined : this.byId.get(this.shown);
  }

  /** The run that goes on, the newest if there are several. */
  get going(): Run | undefined {
    return this.all.find((run) => run.isGoing);
  }

  get(id: string): Run | undefined {
    return this.byId.get(id);
  }

  /** What was wrong with the last run of this very model; of a model that has changed nothing is known. */
  setbackFor(uri: vscode.Uri, graph: Graph): Setback | undefined {
    const file = vscode.workspace.asRelativePath(uri, false);
    const alike = this.all.filter(
      ({ isGoing, job }) => !isGoing && job.source.name === file && job.graph.name === graph.name,
    );
    return alike.find((run) => run.hasTrained(graph))?.setback;
  }

  async show(run: Run): Promise<void> {
    await run.load();
    this.shown = run.id;
    this.trials.show(undefined);
    this.changed.fire(run);
  }

  /** Epochs without getting better after which new trainings end, where that is wanted in this workspace. */
  get stopEarly(): number | undefined {
    return this.context.workspaceState.get<number>(STOP_EARLY);
  }

  async setStopEarly(patience: number | undefined): Promise<void> {
    await this.context.workspaceState.update(STOP_EARLY, patience);
  }

  /** Starts a process for a job, in a new folder; `notes` say how the job was understood. */
  async start(job: Omit<TrainingJob, "out">, source?: vscode.Uri, notes?: readonly string[]): Promise<Run> {
    const now = new Date();
    const out = await makeRunFolder(runsFolder(this.context, source), job.graph.name, now);
    const chosen = { ...job, out, resume: false, stopEarly: this.stopEarly };
    return this.begin(new Run(out, chosen, now.getTime(), this.log, notes));
  }

  /** Goes on in the folder of a run that is over. */
  async goOn({ folder, job, startedAt }: Run, epochs: number): Promise<Run> {
    const run = new Run(folder, { ...job, out: folder, epochs, resume: true }, startedAt, this.log);
    await run.readLog();
    run.picture.state = "preparing";
    return this.begin(run);
  }

  /** Looks for runs on disk; those that are known stay as they are, those whose folder is gone are forgotten. */
  async refresh(): Promise<void> {
    const found = (await Promise.all(allRunsFolders(this.context).map(runsIn))).flat();
    const folders = new Set(found.map(({ folder }) => folder));
    for (const [id, run] of this.byId) if (!run.isGoing && !folders.has(run.folder)) this.byId.delete(id);
    for (const { folder, file } of found) {
      const run = new Run(folder, file.job, file.startedAt, this.log);
      if (this.byId.has(run.id)) continue;
      this.listen(run);
      await run.load();
    }
    this.changed.fire(undefined);
  }

  async delete(run: Run): Promise<void> {
    if (run.isGoing) return;
    await rm(run.folder, { recursive: true, force: true });
    this.byId.delete(run.id);
    run.dispose();
    if (this.shown === run.id) this.shown = undefined;
    this.changed.fire(undefined);
    if (run.setback) this.told.fire();
  }

  dispose(): void {
    for (const run of this.byId.values()) run.dispose();
    this.changed.dispose();
    this.moved.dispose();
    this.told.dispose();
  }

  private async begin(run: Run): Promise<Run> {
    this.byId.get(run.id)?.dispose();
    this.listen(run);
    this.shown = run.id;
    this.trials.show(undefined);
    this.changed.fire(run);
    const child = await this.fork();
    void run.begin(child);
    return run;
  }

  private listen(run: Run): void {
    this.byId.set(run.id, run);
    run.onDidChange(() => {
      this.changed.fire(run);
      if (!run.isGoing && this.all.some(({ setback }) => setback)) this.told.fire();
    });
    run.onDidMove(() => this.moved.fire(run));
  }
}

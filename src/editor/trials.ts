/** All trials of this workspace: the one that goes on and those whose results are kept, newest first; and what they say of a model. */
import * as vscode from "vscode";
import type { Graph } from "../model/graph";
import type { TrialRecord } from "../picture/trialRun";
import { fingerprint } from "../picture/variant";
import type { Child } from "../protocol/child";
import type { TrialBudget, TrialSpeed } from "../protocol/trial";
import type { TrialResult } from "../protocol/trialResult";
import { Trial, type TrialSubject } from "./trial";

const KEPT = "trials";
/** Older ones are forgotten. */
const MOST = 40;

/** What a result belongs to. A comparison of two models has no rule and stands beside no hint. */
export const trialKey = (uri: vscode.Uri, model: string, rule: string): string =>
  JSON.stringify([uri.toString(), model, rule]);

export class Trials {
  private trials: Trial[] = [];
  private shown: Trial | undefined;
  private readonly changed = new vscode.EventEmitter<Trial | undefined>();
  private readonly moved = new vscode.EventEmitter<Trial>();
  private readonly told = new vscode.EventEmitter<void>();
  /** A trial has another state, or the list has changed. */
  readonly onDidChange = this.changed.event;
  readonly onDidMove = this.moved.event;
  /** There is another result beside some hint, or one less. */
  readonly onDidTell = this.told.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly fork: () => Promise<Child>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const kept = context.workspaceState.get<readonly TrialRecord[]>(KEPT, []);
    this.trials = kept.map((record) => Trial.restored(record, log));
  }

  get all(): readonly Trial[] {
    return this.trials;
  }

  get going(): Trial | undefined {
    return this.trials.find(({ isGoing }) => isGoing);
  }

  /** The one that the panel is about; undefined when it is about a run. */
  get current(): Trial | undefined {
    return this.shown;
  }

  get(id: string): Trial | undefined {
    return this.trials.find((trial) => trial.id === id);
  }

  show(trial: Trial | undefined): void {
    if (this.shown === trial) return;
    this.shown = trial;
    this.changed.fire(trial);
  }

  /** What a trial of this rule has said of this very model; of a model that has changed nothing is known. */
  resultFor(uri: vscode.Uri, graph: Graph, rule: string): TrialResult | undefined {
    const key = trialKey(uri, graph.name, rule);
    const trial = this.trials.find(({ record, picture }) => record?.key === key && picture.result);
    return trial?.record?.fingerprint === fingerprint(graph) ? trial.picture.result : undefined;
  }

  async start(subject: TrialSubject, choose: (speed: TrialSpeed) => Promise<TrialBudget | undefined>): Promise<Trial> {
    const now = Date.now();
    const trial = new Trial(`trial-${now}`, subject.name, now, subject.changed, this.log);
    trial.onDidMove(() => this.moved.fire(trial));
    trial.onDidChange(() => this.changed.fire(trial));
    this.trials = [trial, ...this.trials];
    this.show(trial);
    await trial.run(await this.fork(), subject, choose);
    if (trial.record) await this.keep(trial);
    return trial;
  }

  async forget(trials: readonly Trial[]): Promise<void> {
    this.trials = this.trials.filter((trial) => trial.isGoing || !trials.includes(trial));
    if (this.shown && trials.includes(this.shown)) this.shown = undefined;
    await this.write();
    this.changed.fire(undefined);
    this.told.fire();
  }

  /** All that was said of a rule in a model. */
  forgetAbout(key: string): Promise<void> {
    return this.forget(this.trials.filter(({ record }) => record?.key === key));
  }

  dispose(): void {
    for (const trial of this.trials) trial.dispose();
    for (const emitter of [this.changed, this.moved, this.told]) emitter.dispose();
  }

  /** The newest one of a rule and a model is the one that counts. */
  private async keep(trial: Trial): Promise<void> {
    this.trials = this.trials.filter((other) => other === trial || other.record?.key !== trial.record?.key);
    await this.write();
    this.changed.fire(trial);
    this.told.fire();
  }

  private async write(): Promise<void> {
    const records = this.trials.flatMap(({ record }) => (record ? [record] : [])).slice(0, MOST);
    await this.context.workspaceState.update(KEPT, records);
  }
}

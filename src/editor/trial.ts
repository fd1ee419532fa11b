/** One trial: its process while it goes on, and what is known of it. */
import * as vscode from "vscode";
import { TrialPicture, type TrialRecord } from "../picture/trialRun";
import { client, type Client } from "../protocol/channel";
import type { Child } from "../protocol/child";
import type { TrialBudget, TrialCalls, TrialEvents, TrialJob, TrialSpeed } from "../protocol/trial";

/** What a trial is about. */
export interface TrialSubject {
  readonly job: TrialJob;
  /** The model and what is tried with it. */
  readonly name: string;
  /** What the changed model is called. */
  readonly changed: string;
  /** Where its result belongs: file, model and rule. */
  readonly key: string;
  /** Of the model as it is. */
  readonly fingerprint: string;
}

export class Trial {
  readonly picture: TrialPicture;
  private process: { readonly child: Child; readonly client: Client<TrialCalls, TrialEvents> } | undefined;
  private wasStopped = false;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly moved = new vscode.EventEmitter<void>();
  /** It has another state. */
  readonly onDidChange = this.changed.event;
  /** There is something new in its course. */
  readonly onDidMove = this.moved.event;
  /** What is to be kept, once it is done. */
  record: TrialRecord | undefined;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly startedAt: number,
    changed: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.picture = new TrialPicture(id, name, changed);
  }

  /** One of earlier. */
  static restored(record: TrialRecord, log: vscode.LogOutputChannel): Trial {
    const trial = new Trial(record.id, record.name, record.startedAt, vscode.l10n.t("changed"), log);
    trial.record = record;
    trial.picture.restore(record);
    return trial;
  }

  get isGoing(): boolean {
    return this.picture.isGoing;
  }

  /** To its end. `choose` is asked how much is to be trained, once the speed is known; undefined ends it. */
  async run(
    child: Child,
    subject: TrialSubject,
    choose: (speed: TrialSpeed) => Promise<TrialBudget | undefined>,
  ): Promise<void> {
    const { picture } = this;
    const trainer = client<TrialCalls, TrialEvents>(child.port);
    this.process = { child, client: trainer };
    trainer.on("trialProgress", (progress) => {
      picture.progress = progress;
      this.moved.fire();
    });
    trainer.on("trialPoint", (point) => {
      picture.points.push(point);
      this.moved.fire();
    });
    try {
      const speed = await trainer.call("measureTrial", subject.job);
      picture.speed = speed;
      this.setState("choosing");
      const budget = this.wasStopped ? undefined : await choose(speed);
      if (!budget || this.wasStopped) {
        this.setState("stopped");
        return;
      }
      picture.budget = budget;
      this.setState("running");
      const began = performance.now();
      const end = await trainer.call("runTrial", budget);
      if (end === "stopped") {
        this.setState("stopped");
        return;
      }
      const seconds = (performance.now() - began) / 1000;
      const { id, name, startedAt } = this;
      const { key, fingerprint } = subject;
      const { params, quantities } = speed;
      const { points } = picture;
      this.record = { id, name, startedAt, key, fingerprint, speed: { params, quantities }, budget, points, seconds };
      picture.end(seconds);
      this.changed.fire();
    } catch (error) {
      if (this.wasStopped) {
        this.setState("stopped");
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(`The trial ${this.name} has failed: ${message}. ${child.output()}`);
      picture.fail(message);
      this.changed.fire();
    } finally {
      child.release();
      child.kill();
      this.process = undefined;
    }
  }

  /** Ends it after the step; at once when it has not come so far, or when asked again. Of half a trial nothing is kept. */
  stop(): void {
    if (!this.isGoing) return;
    const isUrgent = this.wasStopped || this.picture.state !== "running";
    this.wasStopped = true;
    if (isUrgent) {
      this.process?.child.kill();
      return;
    }
    this.setState("stopping");
    void this.process?.client.call("stop").catch(() => undefined); // its end is told by the other call
  }

  dispose(): void {
    this.process?.child.release();
    this.process?.child.kill();
    this.changed.dispose();
    this.moved.dispose();
  }

  private setState(state: "choosing" | "running" | "stopping" | "stopped"): void {
    this.picture.state = state;
    this.changed.fire();
  }
}

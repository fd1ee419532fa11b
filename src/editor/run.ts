/** One run: a folder on disk, and the training process while it goes on. */
import { copyFile, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { Graph } from "../model/graph";
import type { Setback, TrainingJob } from "../model/job";
import { RunPicture, statusIn } from "../picture/run";
import { describeRecipe } from "../picture/recipe";
import { fingerprint } from "../picture/variant";
import { client, type Client } from "../protocol/channel";
import type { Child } from "../protocol/child";
import { continued, readLog } from "../protocol/runLog";
import type { TrainerCalls, TrainerEvents } from "../protocol/trainer";
import type { OutcomeAction, RunStatus } from "../protocol/trainingView";

interface Process {
  readonly child: Child;
  readonly client: Client<TrainerCalls, TrainerEvents>;
}

export class Run {
  readonly id: string;
  readonly picture: RunPicture;
  private process: Process | undefined;
  private files: ReadonlySet<string> = new Set();
  private isLoaded = false;
  private wasKilled = false;
  private isNews = false;
  private trained: string | undefined;
  /** Of a run that goes on or went on here. */
  private clock: Clock | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly moved = new vscode.EventEmitter<void>();
  /** It has another state. */
  readonly onDidChange = this.changed.event;
  /** There are new numbers. */
  readonly onDidMove = this.moved.event;

  constructor(
    readonly folder: string,
    readonly job: TrainingJob,
    readonly startedAt: number,
    private readonly log: vscode.LogOutputChannel,
    notes: readonly string[] = [],
  ) {
    this.id = basename(folder);
    const made = job.data.recipe && describeRecipe(job.data.recipe, vscode.l10n.t);
    const { stopEarly } = job;
    this.picture = new RunPicture(this.id, job.epochs, notes, {
      ...made,
      ...(stopEarly !== undefined && { stopEarly }),
    });
  }

  /** Tells it from all others. */
  get name(): string {
    return `${this.job.graph.name}, ${this.time}`;
  }

  get time(): string {
    return timeText(this.startedAt);
  }

  get isGoing(): boolean {
    return this.picture.isGoing;
  }

  /** Whether it was this very model that it trained. */
  hasTrained(graph: Graph): boolean {
    this.trained ??= fingerprint(this.job.graph);
    return this.trained === fingerprint(graph);
  }

  /** What was wrong with it, once it is over. */
  get setback(): Setback | undefined {
    return this.picture.setback(this.job.optimizer);
  }

  status(): RunStatus {
    return statusIn(this.picture.status(this.actions(), this.clock?.seconds), vscode.l10n.t);
  }

  /** What a run that is over still allows. */
  private actions(): readonly OutcomeAction[] {
    const hasCheckpoint = [...this.files].some((name) => name.startsWith("checkpoint-"));
    const isWhole = this.picture.state === "done" || this.picture.state === "early-stopping";
    const neverBegan = this.picture.start === undefined;
    return [
      ...(this.files.has("weights.npz") ? (["saveWeights"] as const) : []),
      ...(isWhole && hasCheckpoint ? (["trainLonger"] as const) : []),
      ...(!isWhole && hasCheckpoint ? (["resume"] as const) : []),
      "trainAgain",
      ...(neverBegan ? (["chooseData"] as const) : []),
      ...(this.files.size > 0 ? (["openFolder"] as const) : []),
      "showSource",
    ];
  }

  /** Takes up a process that has just been started, and gives it the job. */
  async begin(child: Child): Promise<void> {
    const trainer = client<TrainerCalls, TrainerEvents>(child.port);
    this.process = { child, client: trainer };
    this.isLoaded = true;
    trainer.on("preparing", (preparing) => {
      this.picture.preparing = preparing;
      this.moved.fire();
    });
    trainer.on("steps", ({ reports, ...pace }) => {
      for (const report of reports) this.picture.add({ event: "batch", report });
      this.picture.pace = pace;
      this.moved.fire();
    });
    trainer.on("epoch", (report) => {
      this.picture.add({ event: "epoch", report });
      this.moved.fire();
    });
    trainer.on("note", (note) => {
      this.picture.add({ event: "note", note });
      this.moved.fire();
    });
    trainer.on("ended", (end) => {
      this.picture.add({ event: "end", ...end });
      void this.finish();
    });
    trainer.on("failed", ({ message }) => this.fail(message));
    trainer.onClose((reason) => {
      if (!this.isGoing) return;
      this.log.error(`The training process of ${this.id} is gone: ${reason}. ${child.output()}`);
      if (this.wasKilled) this.picture.add({ event: "end", reason: "stopped", out: this.folder });
      else this.picture.add({ event: "error", message: processEnded(reason) });
      void this.finish();
    });
    try {
      const start = await trainer.call("start", this.job);
      if (!this.isGoing) return;
      this.clock = new Clock(this.picture.seconds);
      this.picture.add({ event: "start", start });
      this.changed.fire();
    } catch (error) {
      if (this.isGoing) this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** True once after a run that went on here has ended. */
  takeNews(): boolean {
    const news = this.isNews;
    this.isNews = false;
    return news;
  }

  pause(): Promise<void> {
    return this.ask("pause", "running", "paused");
  }

  resume(): Promise<void> {
    return this.ask("resume", "paused", "running");
  }

  /** Ends after the current step, with a checkpoint; before the first step there is nothing to keep. */
  async stop(): Promise<void> {
    if (!this.isGoing || !this.process) return;
    if (this.picture.state === "preparing") {
      this.stopNow();
      return;
    }
    this.picture.state = "stopping";
    this.changed.fire();
    await this.process.client.call("stop").catch(() => undefined); // its end is told by onClose
  }

  stopNow(): void {
    this.wasKilled = true;
    this.process?.child.kill();
  }

  /** The weights as they are at this moment. */
  async saveWeights(file: string): Promise<void> {
    if (this.isGoing && this.process) await this.process.client.call("saveWeights", file);
    else await copyFile(join(this.folder, "weights.npz"), file);
  }

  /** Reads what a run of earlier left behind; nothing for one that goes on here. */
  async load(): Promise<void> {
    if (this.isLoaded) return;
    await this.readLog();
    if (this.isGoing)
      this.picture.add({
        event: "error",
        message: vscode.l10n.t("The run ended without saying why: the window was closed or the process failed."),
      });
  }

  /** What the log tells so far; a run that is taken up again begins with it. */
  async readLog(): Promise<void> {
    this.isLoaded = true;
    const { events, dropped } = readLog(await readFile(join(this.folder, "metrics.jsonl"), "utf8").catch(() => ""));
    for (const event of continued(events)) this.picture.add(event);
    await this.listFiles();
    if (dropped > 0) this.log.warn(`${this.id}: ${dropped} lines of the log could not be read.`);
  }

  dispose(): void {
    this.process?.child.release();
    this.changed.dispose();
    this.moved.dispose();
  }

  private async ask(call: "pause" | "resume", from: "running" | "paused", to: "running" | "paused"): Promise<void> {
    if (this.picture.state !== from || !this.process) return;
    await this.process.client.call(call).catch(() => undefined); // its end is told by onClose
    if (this.picture.state !== from) return;
    this.picture.state = to;
    if (to === "paused") this.clock?.stop();
    else this.clock?.go();
    this.changed.fire();
  }

  private fail(message: string): void {
    this.picture.add({ event: "error", message });
    void this.finish();
  }

  private async finish(): Promise<void> {
    this.clock?.stop();
    this.process?.child.release();
    await this.listFiles();
    this.isNews = true;
    this.changed.fire();
  }

  private async listFiles(): Promise<void> {
    this.files = new Set(await readdir(this.folder).catch(() => []));
  }
}

export const timeText = (milliseconds: number): string =>
  new Date(milliseconds).toLocaleString(vscode.env.language, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });

/** The time that a run takes, without its pauses. */
class Clock {
  private since: number | undefined = performance.now();

  constructor(private before: number) {}

  get seconds(): number {
    return this.before + (this.since === undefined ? 0 : (performance.now() - this.since) / 1000);
  }

  stop(): void {
    this.before = this.seconds;
    this.since = undefined;
  }

  go(): void {
    this.since ??= performance.now();
  }
}

/** Expected trouble: said in the panel. */
const processEnded = (reason: string): string =>
  vscode.l10n.t("The training process has failed: {0}. What it had saved up to then is kept.", reason);

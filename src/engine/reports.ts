/** Gathers steps and passes them on at most ten times a second, however fast they come. */
import type { StepReport } from "../model/job";
import type { TrainerEvents } from "../protocol/trainer";

const INTERVAL_MS = 100;
/** Steps in one message; of more, evenly spaced ones are kept. */
const LARGEST_MESSAGE = 64;

export class Reports {
  private waiting: StepReport[] = [];
  private samples = 0;
  private lastSent = performance.now();
  private lastSeconds = 0;
  private secondsOfSamples = 0;

  constructor(
    private readonly everyStep: boolean,
    private readonly send: (message: TrainerEvents["steps"]) => void,
  ) {}

  /** `secondsLeft` is asked for when a message is sent. */
  add(report: StepReport, samples: number, secondsLeft: () => number): void {
    this.waiting.push(report);
    this.samples += samples;
    this.secondsOfSamples += report.stepMs / 1000;
    if (performance.now() - this.lastSent >= INTERVAL_MS) this.flush(secondsLeft());
  }

  flush(secondsLeft = this.lastSeconds): void {
    this.lastSent = performance.now();
    this.lastSeconds = secondsLeft;
    if (this.waiting.length === 0) return;
    const step = this.everyStep ? 1 : Math.ceil(this.waiting.length / LARGEST_MESSAGE);
    const last = this.waiting.length - 1;
    this.send({
      reports: this.waiting.filter((_, i) => (last - i) % step === 0),
      samplesPerSecond: this.samples / Math.max(1e-9, this.secondsOfSamples),
      memoryBytes: process.memoryUsage.rss(),
      secondsLeft,
    });
    this.waiting = [];
    this.samples = 0;
    this.secondsOfSamples = 0;
  }
}

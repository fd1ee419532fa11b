/** Where training processes come from. One may be started before it is wanted, and wait: whoever takes it begins at once. */
import type { Disposable, LogOutputChannel } from "vscode";
import type { Child } from "../protocol/child";

export class Trainers implements Disposable {
  private waiting: Promise<Child> | undefined;
  /** One that ended while it waited would end again: none waits until somebody has really needed one. */
  private hasFailed = false;

  constructor(
    private readonly start: () => Promise<Child>,
    private readonly log: LogOutputChannel,
  ) {}

  /** From now on one waits. */
  keepOne(): void {
    if (this.waiting || this.hasFailed) return;
    const waiting = (this.waiting = this.start());
    const forget = (reason: string): void => {
      if (this.waiting !== waiting) return;
      this.waiting = undefined;
      this.hasFailed = true;
      this.log.info(`The training process that waited is gone: ${reason}.`);
    };
    waiting.then((child) => child.port.onClose?.(forget), forget);
  }

  /** The one that waits, or a new one. It belongs to the caller, and none waits in its place before `keepOne`. */
  take(): Promise<Child> {
    const { waiting } = this;
    this.waiting = undefined;
    this.hasFailed = false;
    return waiting ?? this.start();
  }

  /** From now on none waits. */
  keepNone(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.then(
      (child) => child.kill(),
      () => undefined, // it was never there
    );
  }

  dispose(): void {
    this.keepNone();
  }
}

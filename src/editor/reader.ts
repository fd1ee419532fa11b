/**
 * Asks the reading process. It is started when the first model file is seen, has a deadline for every question, and is started anew
 * after it was ended; a file that ends it harms nothing else.
 */
import type { Disposable, LogOutputChannel } from "vscode";
import type { GraphEdit, TextEdit } from "../model/edit";
import type { Reading, Source } from "../model/source";
import { client, type Client } from "../protocol/channel";
import type { Child } from "../protocol/child";
import type { ReaderCalls, ReaderEvents } from "../protocol/reader";

const DEADLINE_MS = 10_000;

/** Expected trouble: the text shows it where the models would be. */
export class ReadingStopped extends Error {}

const tookTooLong = (name: string): ReadingStopped =>
  new ReadingStopped(
    `Reading ${name} took more than ${DEADLINE_MS / 1000} s and was stopped; it is read again when it changes.`,
  );
const processEnded = (name: string, reason: string): ReadingStopped =>
  new ReadingStopped(
    `The process that reads ${name} has failed: ${reason}. It is started again when the file changes.`,
  );

interface Running {
  readonly child: Child;
  readonly client: Client<ReaderCalls, ReaderEvents>;
  ended?: string;
}

export class Reader implements Disposable {
  private running: Running | undefined;
  /** One question at a time, so that none suffers from another's deadline. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly start: () => Child,
    private readonly log: LogOutputChannel,
  ) {}

  read(source: Source): Promise<Reading> {
    return this.ask(source.name, (reader) => reader.call("read", source));
  }

  edit(source: Source, model: string, edits: readonly GraphEdit[]): Promise<readonly TextEdit[] | { refused: string }> {
    return this.ask(source.name, (reader) => reader.call("edit", source, model, edits));
  }

  columns(table: string): Promise<readonly string[]> {
    return this.ask(table, (reader) => reader.call("columns", table));
  }

  dispose(): void {
    this.running?.child.kill();
  }

  private ask<T>(name: string, question: (reader: Running["client"]) => Promise<T>): Promise<T> {
    const answer = this.last.then(() => this.askNow(name, question));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async askNow<T>(name: string, question: (reader: Running["client"]) => Promise<T>): Promise<T> {
    const running = (this.running ??= this.begin());
    const deadline = { passed: false };
    const timer = setTimeout(() => {
      deadline.passed = true;
      running.child.kill();
    }, DEADLINE_MS);
    try {
      return await question(running.client);
    } catch (error) {
      if (deadline.passed) throw tookTooLong(name);
      throw running.ended === undefined ? error : processEnded(name, running.ended);
    } finally {
      clearTimeout(timer);
    }
  }

  private begin(): Running {
    const child = this.start();
    const running: Running = { child, client: client<ReaderCalls, ReaderEvents>(child.port) };
    running.client.onClose((reason) => {
      running.ended = reason;
      if (this.running === running) this.running = undefined;
      this.log.info(`The reading process is gone: ${reason}. ${child.output()}`);
    });
    return running;
  }
}

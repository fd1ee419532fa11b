/** Carries out what the callbacks of a run decide: remembers weights, writes files, sets the learning rate. */
import type { KerasObject } from "../model/literal";
import type { Metrics } from "../model/job";
import type { RunFacts, State } from "../train/callbacks/callback";
import { react, watchersOf, type Watcher, type When } from "../train/callbacks/react";
import type { Stored } from "./checkpoint";

/** What they may do to a run. */
export interface CallbackHost {
  /** Names of all weights. */
  readonly weights: readonly string[];
  numbers(weight: string): Float32Array;
  /** Exchanges the weights with their moving averages, or makes the averages what the weights are. */
  averages(change: "swap" | "settle"): void;
  setRate(learningRate: number): void;
  saveWeights(file: string): Promise<void>;
  write(file: string, text: string): Promise<void>;
  /** Writes a checkpoint once all callbacks have had their turn. */
  checkpoint(): Promise<void>;
  say(sentence: string): void;
}

/** What comes of a turn. */
export interface Turn {
  readonly logs: Metrics;
  /** Why the training ends, where one of them ends it. */
  readonly stop?: string;
}

const PREFIX = "batchwise/callback";
const WEIGHTS = "weights";

export class Callbacks {
  /** About what is left out or done otherwise, one sentence each. */
  readonly notes: readonly string[];
  private watchers: readonly Watcher[];
  private readonly first: readonly Watcher[];
  private readonly run: RunFacts;
  /** Weights that a callback remembers. */
  private readonly kept = new Map<number, ReadonlyMap<string, Float32Array>>();

  constructor(
    objects: readonly KerasObject[],
    facts: RunFacts,
    private readonly host: CallbackHost,
  ) {
    const { watchers, run, notes } = watchersOf(objects, facts);
    this.first = this.watchers = watchers;
    this.run = run;
    this.notes = notes;
  }

  /** Whether one of them changes the learning rate. */
  get changeRate(): boolean {
    return this.watchers.some(({ of }) => of.changesRate);
  }

  /** Whether there is anything to do at such a moment. */
  listen(when: When): boolean {
    return this.watchers.some(({ of }) => of[when] !== undefined);
  }

  async turn(
    when: When,
    at: { readonly epoch: number; readonly batch?: number; readonly logs: Metrics; readonly learningRate: number },
  ): Promise<Turn> {
    const { watchers, ordered, logs } = react(this.watchers, when, { ...at, run: this.run });
    this.watchers = watchers;
    let stop: string | undefined;
    let isCheckpointDue = false;
    for (const { from, action } of ordered)
      switch (action.kind) {
        case "stop":
          stop ??= action.message;
          break;
        case "learning-rate":
          this.host.setRate(Math.fround(action.value));
          break;
        case "keep":
          this.kept.set(from, new Map(this.host.weights.map((name) => [name, this.host.numbers(name).slice()])));
          break;
        case "restore":
          for (const [name, data] of this.kept.get(from) ?? []) this.host.numbers(name).set(data);
          break;
        case "swap":
        case "settle":
          this.host.averages(action.kind);
          break;
        case "save":
          await this.host.saveWeights(action.file);
          break;
        case "write":
          await this.host.write(action.file, action.text);
          break;
        case "checkpoint":
          isCheckpointDue = true;
          break;
        case "say":
          this.host.say(action.sentence);
      }
    if (isCheckpointDue) await this.host.checkpoint();
    return { logs, ...(stop !== undefined && { stop }) };
  }

  /** All that they remember, for a checkpoint. */
  arrays(): readonly (readonly [string, Stored])[] {
    const remembered = this.watchers.flatMap(({ state }, i) =>
      Object.entries(state).map(([name, value]): [string, Stored] => {
        const data = typeof value === "number" ? [value] : value;
        return [`${PREFIX}/${i}/${name}`, { shape: [data.length], data: Float64Array.from(data) }];
      }),
    );
    const weights = [...this.kept].flatMap(([i, kept]) =>
      [...kept].map(([name, data]): [string, Stored] => [
        `${PREFIX}/${i}/${WEIGHTS}/${name}`,
        { shape: [data.length], data },
      ]),
    );
    return [...remembered, ...weights];
  }

  /** Takes up what `arrays` gave. */
  recall(arrays: ReadonlyMap<string, Stored>): void {
    this.watchers = this.first.map((watcher, i) => {
      const prefix = `${PREFIX}/${i}/`;
      const state: Record<string, number | readonly number[]> = {};
      const kept = new Map<string, Float32Array>();
      for (const [name, { data }] of arrays) {
        if (!name.startsWith(prefix)) continue;
        const key = name.slice(prefix.length);
        if (key.startsWith(`${WEIGHTS}/`)) kept.set(key.slice(WEIGHTS.length + 1), Float32Array.from(data));
        else state[key] = isList(watcher.state, key) ? Array.from(data) : data[0]!;
      }
      if (kept.size > 0) this.kept.set(i, kept);
      return { ...watcher, state: { ...watcher.state, ...state } };
    });
  }

  /** Begins to watch anew, as for a training that goes on beyond the end that one of them has set. */
  forget(): void {
    this.watchers = this.first;
    this.kept.clear();
  }
}

const isList = (initial: State, key: string): boolean => typeof initial[key] === "object";

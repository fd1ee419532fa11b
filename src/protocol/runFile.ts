/** `run.json` in a run's folder: what was asked for, so that it can be seen, repeated and continued. */
import * as v from "valibot";
import type { TrainingJob } from "../model/job";

export interface RunFile {
  /** Counts up when the meaning of a run's files changes. */
  readonly format: 1;
  /** The version of Batchwise that trained. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly job: TrainingJob;
}

/** The parts that are looked at before a run is continued; the training process checks the rest when it reads its job. */
const shape = v.looseObject({
  format: v.literal(1),
  version: v.string(),
  startedAt: v.number(),
  job: v.looseObject({
    graph: v.looseObject({ name: v.string(), nodes: v.array(v.unknown()) }),
    source: v.looseObject({ name: v.string(), text: v.string() }),
    data: v.looseObject({ source: v.string() }),
    epochs: v.number(),
    out: v.string(),
  }),
});

export const writeRunFile = (file: RunFile): string => JSON.stringify(file, null, 2);

/** Undefined when it is none, damaged, or of a newer format. */
export function readRunFile(text: string): RunFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return v.is(shape, value) ? (value as unknown as RunFile) : undefined;
  } catch {
    return undefined;
  }
}

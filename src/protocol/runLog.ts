/**
 * A run's log, `metrics.jsonl` in its folder: what happened, one JSON value on each line, oldest first. The same lines are what
 * `batchwise train --jsonl` prints, so their names are those of the command line.
 */
import * as v from "valibot";
import type { BreakCause, EndReason, EpochReport, Metrics, RunNote, RunStart, StepReport } from "../model/job";

export type RunEvent =
  | { readonly event: "start"; readonly start: RunStart }
  | { readonly event: "batch"; readonly report: StepReport }
  | { readonly event: "epoch"; readonly report: EpochReport }
  | { readonly event: "note"; readonly note: RunNote }
  | {
      readonly event: "end";
      readonly reason: EndReason;
      readonly out: string;
      readonly message?: string;
      readonly cause?: BreakCause;
    }
  | { readonly event: "error"; readonly message: string };

/** One line, without its end. Numbers that JSON does not have (a loss that is not a number) are null in it. */
export function writeEvent(event: RunEvent): string {
  return JSON.stringify(plainEvent(event));
}

function plainEvent(event: RunEvent): object {
  switch (event.event) {
    case "start": {
      const { model, params, stepsPerEpoch, epochs, threads, memoryBytes, seed, data, notes } = event.start;
      const { inputShape, ...rest } = data;
      return {
        event: "start",
        model,
        params,
        steps_per_epoch: stepsPerEpoch,
        epochs,
        threads,
        memory_bytes: memoryBytes,
        seed,
        data: { ...rest, input_shape: inputShape },
        ...(notes && notes.length > 0 && { notes }),
      };
    }
    case "batch": {
      const { epoch, step, loss, metrics, stepMs } = event.report;
      return { event: "batch", epoch, step, loss, metrics, step_ms: stepMs };
    }
    case "epoch": {
      const { epoch, loss, metrics, validationLoss, validationMetrics, seconds } = event.report;
      const validation =
        validationLoss === undefined ? {} : { val_loss: validationLoss, val_metrics: validationMetrics ?? {} };
      return { event: "epoch", epoch, loss, metrics, ...validation, seconds };
    }
    case "note":
      return { event: "note", ...event.note };
    case "end":
    case "error":
      return event;
  }
}

const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);
const metrics = v.record(v.string(), number);
const count = v.pipe(v.number(), v.finite());
const reasons = ["done", "stopped", "early-stopping", "nan"] as const satisfies readonly EndReason[];

const causes = ["data", "loss", "growth"] as const satisfies readonly BreakCause[];

const line = v.variant("event", [
  v.object({
    event: v.literal("start"),
    model: v.string(),
    params: count,
    steps_per_epoch: count,
    epochs: count,
    threads: count,
    memory_bytes: count,
    seed: count,
    data: v.object({
      source: v.string(),
      train: count,
      validation: count,
      input_shape: v.array(count),
      classes: v.exactOptional(v.array(v.string())),
      warnings: v.array(v.string()),
    }),
    notes: v.exactOptional(v.array(v.string())),
  }),
  v.object({ event: v.literal("batch"), epoch: count, step: count, loss: number, metrics, step_ms: number }),
  v.object({
    event: v.literal("epoch"),
    epoch: count,
    loss: number,
    metrics,
    val_loss: v.exactOptional(number),
    val_metrics: v.exactOptional(metrics),
    seconds: number,
  }),
  v.object({ event: v.literal("note"), epoch: count, message: v.string() }),
  v.object({
    event: v.literal("end"),
    reason: v.picklist(reasons),
    out: v.string(),
    message: v.exactOptional(v.string()),
    cause: v.exactOptional(v.picklist(causes)),
  }),
  v.object({ event: v.literal("error"), message: v.string() }),
]);

/** What a line says, or undefined when it is torn or damaged: then only this line is lost. */
export function readEvent(text: string): RunEvent | undefined {
  const parsed = v.safeParse(line, parseJson(text));
  if (!parsed.success) return undefined;
  const said = parsed.output;
  switch (said.event) {
    case "start": {
      const { input_shape: inputShape, ...data } = said.data;
      return {
        event: "start",
        start: {
          model: said.model,
          params: said.params,
          stepsPerEpoch: said.steps_per_epoch,
          epochs: said.epochs,
          threads: said.threads,
          memoryBytes: said.memory_bytes,
          seed: said.seed,
          data: { ...data, inputShape },
          ...(said.notes && { notes: said.notes }),
        },
      };
    }
    case "batch":
      return { event: "batch", report: { ...step(said), step: said.step, stepMs: said.step_ms } };
    case "epoch":
      return {
        event: "epoch",
        report: {
          ...step(said),
          seconds: said.seconds,
          ...(said.val_loss !== undefined && {
            validationLoss: said.val_loss,
            validationMetrics: said.val_metrics ?? {},
          }),
        },
      };
    case "note":
      return { event: "note", note: { epoch: said.epoch, message: said.message } };
    case "end":
    case "error":
      return said;
  }
}

const step = ({ epoch, loss, metrics }: { epoch: number; loss: number; metrics: Metrics }) => ({
  epoch,
  loss,
  metrics,
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The events of a run that went on from a checkpoint, once each: what came after that checkpoint was done again, and the end before it
 * was none.
 */
export function continued(events: readonly RunEvent[]): readonly RunEvent[] {
  let kept: RunEvent[] = [];
  let isAgain = false;
  for (const event of events) {
    if (event.event === "start" && kept.length > 0) {
      isAgain = true;
      kept = kept.filter(({ event: kind }) => kind !== "end" && kind !== "error");
    }
    if (isAgain && (event.event === "batch" || event.event === "epoch")) {
      isAgain = false;
      const from = event.report;
      const at = event.event === "batch" ? event.report.step : Infinity;
      kept = kept.filter((old) => {
        if (old.event === "batch")
          return old.report.epoch < from.epoch || (old.report.epoch === from.epoch && old.report.step < at);
        if (old.event === "note") return old.note.epoch < from.epoch;
        return old.event !== "epoch" || old.report.epoch < from.epoch;
      });
    }
    kept.push(event);
  }
  return kept;
}

/** Everything that a log tells, and how many lines could not be read. */
export function readLog(text: string): { readonly events: readonly RunEvent[]; readonly dropped: number } {
  const events: RunEvent[] = [];
  let dropped = 0;
  for (const written of text.split("\n")) {
    if (written.trim() === "") continue;
    const event = readEvent(written);
    if (event) events.push(event);
    else dropped += 1;
  }
  return { events, dropped };
}

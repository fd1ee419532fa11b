/** Why a loss is no number any more: where in a step that begins, and what usually is the cause. */
import { formatted } from "../base/format";
import { areFinite } from "../base/numbers";
import type { FilledBatch } from "../data/batches";
import type { InputBuffer } from "../data/dataset";
import type { BreakCause } from "../model/job";
import type { Look } from "../train/plan";

/** What is known about the step in which it happened. */
export interface Broken {
  readonly epoch: number;
  readonly step: number;
  /** Absent when it was a number, and the weights are none after the step. */
  readonly loss: number | undefined;
  readonly learningRate: number;
  /** The step's own batch. */
  readonly batch?: FilledBatch;
  /** Rows in its buffers, of which the last may be unused. */
  readonly batchSize: number;
  /** The first that is no number, when it was possible to look. */
  readonly first?: Look;
  /** The checkpoint that is from before. */
  readonly checkpoint: string | undefined;
}

/** Inputs beyond this are not scaled. */
const LARGE_INPUT = 50;
const recurrent: ReadonlySet<string> = new Set(["LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional"]);

/** Sentences for the user, and what they say in a word. */
export function explain(broken: Broken): { readonly message: string; readonly cause: BreakCause } {
  const { epoch, step, loss, checkpoint } = broken;
  const what =
    loss === undefined
      ? "Weights became NaN or infinite"
      : `The loss became ${Number.isNaN(loss) ? "NaN (not a number)" : "infinite"}`;
  const kept =
    checkpoint === undefined
      ? "There was no checkpoint yet."
      : `The last checkpoint, ${checkpoint}, is from before and untouched.`;
  const { sentence, cause } = reasonOf(broken);
  return { message: `${what} in epoch ${epoch}, step ${step}. ${sentence} ${kept}`, cause };
}

interface Reason {
  readonly sentence: string;
  readonly cause: BreakCause;
}

function reasonOf({ loss, batch, batchSize, first, learningRate }: Broken): Reason {
  const because = (cause: BreakCause, sentence: string): Reason => ({ cause, sentence });
  const used = (all: InputBuffer): InputBuffer => all.subarray(0, (all.length / batchSize) * (batch?.count ?? 0));
  const rate = `The learning rate (${shown(learningRate)}) is probably too high; try a tenth of it`;
  if (batch && !areFinite(used(batch.inputs)))
    return because(
      "data",
      "The inputs of this step hold values that are not numbers; remove or replace them in the data.",
    );
  if (batch && !areFinite(used(batch.targets)))
    return because(
      "data",
      "The targets of this step hold values that are not numbers; remove or replace them in the data.",
    );
  const largest = batch ? largestOf(used(batch.inputs)) : 0;
  const scale =
    largest > LARGE_INPUT && batch?.inputs instanceof Float32Array
      ? ` The inputs reach ${shown(largest)}: scale them, for example with a Normalization layer.`
      : "";
  // large inputs make large values anywhere
  const grown: BreakCause = scale === "" ? "growth" : "data";
  if (!first) return because(grown, `${rate}, or scale the inputs.${scale}`);
  switch (first.kind) {
    case "activation": {
      const grows = recurrent.has(first.layer.type)
        ? " A recurrent layer multiplies along the sequence: clipnorm=1 in the optimizer keeps its gradients small."
        : "";
      return because(
        grown,
        `The first that is no number is what ${first.layer.type} “${first.layer.name}” gives. ${rate}.${grows}${scale}`,
      );
    }
    case "loss":
      if (loss === Infinity)
        return because(
          "loss",
          `What the model gives is so large that the loss of it is infinite, or the loss takes a logarithm of zero. ${rate}.${scale}`,
        );
      return because(
        "loss",
        "What the model gives are numbers, and the loss of them is none: a logarithm of zero or of a negative number, or targets " +
          `outside of what the loss takes. See whether the last activation and the targets fit the loss.${scale}`,
      );
    case "gradient":
      return because(
        grown,
        `The first that is no number is the gradient of ${first.weight}. ${rate}, or clipnorm=1 in the optimizer.${scale}`,
      );
  }
}

/** Three digits. */
const shown = (value: number): string => formatted(value, ".3g") ?? String(value);

function largestOf(numbers: InputBuffer): number {
  let largest = 0;
  for (const value of numbers) largest = Math.max(largest, Math.abs(value));
  return largest;
}

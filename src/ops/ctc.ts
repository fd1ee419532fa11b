/**
 * Connectionist temporal classification (Graves et al. 2006): minus the logarithm of the probability that a sequence of frames, blanks
 * and repetitions left out, reads as a list of labels. Class 0 is the blank, and pads lists that are shorter.
 * A label that is none of the classes makes the loss no number.
 *
 * All in logarithms, as Keras (and optax) has it: a step that may not be taken costs FORBIDDEN instead of being infinitely improbable,
 * so that a list which does not fit the frames has a large loss, and a number.
 */
import { defineOp, type Tensor, type Value } from "./op";

/** Logarithm of the probability of what may not be. */
export const FORBIDDEN = -1e5;

/** y [batch] from log-probabilities [batch, frames, classes] and labels [batch, longest]. */
const forward = defineOp<"x" | "labels">({
  name: "ctc",
  shape: ({ x }) => [x[0]!],
  reference(y, { x, labels }) {
    for (let sample = 0; sample < y.data.length; sample++) y.data[sample] = lossOf(trellis(x, labels, sample));
  },
  gradient: {
    x: (dy, { x, labels }): Value => backward({ dy, x, labels }),
    labels: "none",
  },
});

/** d(loss)/d(log-probabilities): how often each class is passed in each frame, with the sign turned. */
const backward = defineOp<"dy" | "x" | "labels">({
  name: "ctcGradient",
  shape: ({ x }) => x,
  reference(dx, { dy, x, labels }) {
    dx.data.fill(0);
    dy.data.forEach((weight, sample) => {
      passBack(trellis(x, labels, sample), weight, (frame, label, amount) => {
        const [, frames, classes] = x.shape as readonly [number, number, number];
        if (label >= 0 && label < classes) dx.data[(sample * frames + frame) * classes + label]! += amount;
      });
    });
  },
  gradient: { dy: "none", x: "none", labels: "none" },
});

/** One sample: after t frames `blanks[t][n]` ends with n labels and a blank, `emits[t][n]` with label n itself. */
interface Trellis {
  readonly labels: readonly number[];
  /** Whether label n comes again right after itself. */
  readonly again: readonly boolean[];
  readonly blanks: readonly number[][];
  readonly emits: readonly number[][];
}

const either = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
/** What a step costs that is allowed only where `is`. */
const onlyIf = (is: boolean): number => (is ? 0 : FORBIDDEN);

function trellis(x: Tensor, labels: Tensor, sample: number): Trellis {
  const [, frames, classes] = x.shape as readonly [number, number, number];
  const longest = labels.shape[1]!;
  const row = Array.from(labels.data.subarray(sample * longest, (sample + 1) * longest), Math.trunc);
  const list = row.slice(0, row.filter((label) => label !== 0).length);
  const again = list.map((label, n) => label === row[n + 1]);
  const blanks = [[0, ...list.map(() => FORBIDDEN)]];
  const emits = [list.map(() => FORBIDDEN)];
  for (let t = 0; t < frames; t++) {
    const at = (label: number): number =>
      label >= 0 && label < classes ? x.data[(sample * frames + t) * classes + label]! : NaN;
    const [blank, emit] = [blanks[t]!, emits[t]!];
    const ready = readiness(blank, emit, again);
    emits.push(list.map((label, n) => either(ready[n]!, emit[n]!) + at(label)));
    blanks.push(
      ready.map((value, n) => (n === 0 ? value : either(value, emit[n - 1]! + onlyIf(again[n - 1]!))) + at(0)),
    );
  }
  return { labels: list, again, blanks, emits };
}

/** How probable it is to have read n labels and to be free for the next. */
const readiness = (blank: readonly number[], emit: readonly number[], again: readonly boolean[]): readonly number[] =>
  blank.map((value, n) => (n === 0 ? value : either(value, emit[n - 1]! + onlyIf(!again[n - 1]!))));

function lossOf({ labels, blanks, emits }: Trellis): number {
  const [blank, emit] = [blanks.at(-1)!, emits.at(-1)!];
  const count = labels.length;
  return -(count === 0 ? blank[0]! : either(blank[count]!, emit[count - 1]!));
}

/** From the last frame to the first: each sum of two gives its gradient to them by their shares. */
function passBack(
  { labels, again, blanks, emits }: Trellis,
  weight: number,
  visit: (frame: number, label: number, amount: number) => void,
): void {
  const count = labels.length;
  let dBlank = labels.map(() => 0).concat(0);
  let dEmit = labels.map(() => 0);
  const share = (part: number, whole: number): number => Math.exp(part - whole);
  const loss = lossOf({ labels, again, blanks, emits });
  dBlank[count] = -weight * share(blanks.at(-1)![count]!, -loss);
  if (count > 0) dEmit[count - 1] = -weight * share(emits.at(-1)![count - 1]!, -loss);
  for (let t = blanks.length - 2; t >= 0; t--) {
    const [blank, emit] = [blanks[t]!, emits[t]!];
    const ready = readiness(blank, emit, again);
    const dReady = ready.map(() => 0);
    const [nextBlank, nextEmit] = [dBlank.map(() => 0), dEmit.map(() => 0)];
    labels.forEach((label, n) => {
      visit(t, label, dEmit[n]!);
      const whole = either(ready[n]!, emit[n]!);
      dReady[n]! += dEmit[n]! * share(ready[n]!, whole);
      nextEmit[n]! += dEmit[n]! * share(emit[n]!, whole);
    });
    dBlank.forEach((amount, n) => {
      visit(t, 0, amount);
      if (n === 0) {
        dReady[0]! += amount;
        return;
      }
      const other = emit[n - 1]! + onlyIf(again[n - 1]!);
      const whole = either(ready[n]!, other);
      dReady[n]! += amount * share(ready[n]!, whole);
      nextEmit[n - 1]! += amount * share(other, whole);
    });
    dReady.forEach((amount, n) => {
      nextBlank[n]! += n === 0 ? amount : amount * share(blank[n]!, ready[n]!);
      if (n > 0) nextEmit[n - 1]! += amount * share(emit[n - 1]! + onlyIf(!again[n - 1]!), ready[n]!);
    });
    [dBlank, dEmit] = [nextBlank, nextEmit];
  }
}

/** x [batch, frames, classes] are log-probabilities, labels [batch, longest] class numbers. */
export const ctc = (x: Value, labels: Value): Value => forward({ x, labels });

/** The numbers of one run as lines to be drawn: the host keeps all of them here and sends what a panel can show. */
import { downsample } from "../base/downsample";
import { smoothed } from "../base/smooth";
import type { EpochReport, StepReport } from "../model/job";

/** Which numbers a line shows. */
export interface Line {
  /** As Keras names it, without `val_`. */
  readonly metric: string;
  readonly part: "train" | "validation";
  /** What is counted along the line: steps from the start of the run, or epochs. */
  readonly by: "step" | "epoch";
}

/** A line as it stands, in few enough points to be drawn. */
export interface Curve extends Line {
  /** How many points it really has; what is added later starts there. */
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The moving average of all points, at those that are here. */
  readonly smooth: Float32Array;
}

/** Points of a line from the `start`-th on, every one of them. */
export interface NewPoints extends Line {
  readonly start: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** How far a listener has heard each line; opaque to it. */
export type Heard = ReadonlyMap<string, number>;

interface Recorded {
  readonly line: Line;
  readonly x: Numbers;
  readonly y: Numbers;
}

export class RunCurves {
  private readonly lines = new Map<string, Recorded>();

  /** `stepsPerEpoch` places the step within the run. */
  addStep({ epoch, step, loss, metrics }: StepReport, stepsPerEpoch: number): void {
    this.add("train", "step", (epoch - 1) * stepsPerEpoch + step, { loss, ...metrics });
  }

  /** An epoch's validation also stands at the step on which it was made. */
  addEpoch({ epoch, loss, metrics, validationLoss, validationMetrics }: EpochReport, stepsPerEpoch: number): void {
    this.add("train", "epoch", epoch, { loss, ...metrics });
    if (validationLoss === undefined) return;
    const validation = { loss: validationLoss, ...validationMetrics };
    this.add("validation", "epoch", epoch, validation);
    this.add("validation", "step", epoch * stepsPerEpoch, validation);
  }

  /** All numbers of a line of the training data. */
  numbersOf(metric: string, by: Line["by"]): { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> } {
    const recorded = [...this.lines.values()].find(
      ({ line }) => line.metric === metric && line.part === "train" && line.by === by,
    );
    return { x: recorded?.x.all ?? [], y: recorded?.y.all ?? [] };
  }

  /** Every line in at most so many points. */
  snapshot(points: number, smoothing: number): Curve[] {
    return [...this.lines.values()].map(({ line, x, y }) => {
      const kept = downsample(x.all, y.all, points);
      const average = movingAverage(y.all, smoothing);
      return {
        ...line,
        count: y.length,
        x: Float32Array.from(kept, (index) => x.all[index]!),
        y: Float32Array.from(kept, (index) => y.all[index]!),
        smooth: Float32Array.from(kept, (index) => average[index]!),
      };
    });
  }

  /** How far somebody has heard who just took a snapshot. */
  heard(): Heard {
    return new Map([...this.lines].map(([key, { y }]) => [key, y.length]));
  }

  /** What came after. */
  since(heard: Heard): NewPoints[] {
    return [...this.lines].flatMap(([key, { line, x, y }]) => {
      const start = heard.get(key) ?? 0;
      return start === y.length ? [] : [{ ...line, start, x: x.all.slice(start), y: y.all.slice(start) }];
    });
  }

  private add(part: Line["part"], by: Line["by"], at: number, values: Readonly<Record<string, number>>): void {
    for (const [metric, value] of Object.entries(values)) {
      const key = JSON.stringify([metric, part, by]);
      let recorded = this.lines.get(key);
      if (!recorded) {
        recorded = { line: { metric, part, by }, x: new Numbers(), y: new Numbers() };
        this.lines.set(key, recorded);
      }
      recorded.x.push(at);
      recorded.y.push(value);
    }
  }
}

function movingAverage(values: Float32Array, weight: number): ArrayLike<number> {
  if (weight === 0) return values;
  const average = new Float64Array(values.length);
  let finite = 0;
  let last = NaN;
  values.forEach((value, index) => {
    last = smoothed(last, finite, value, weight);
    if (Number.isFinite(value)) finite += 1;
    average[index] = last;
  });
  return average;
}

/** A list of numbers that grows without being copied each time. */
class Numbers {
  private room = new Float32Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.room.length) {
      const larger = new Float32Array(2 * this.length);
      larger.set(this.room);
      this.room = larger;
    }
    this.room[this.length++] = value;
  }

  get all(): Float32Array {
    return this.room.subarray(0, this.length);
  }
}

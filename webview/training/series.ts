/** The lines that the panel knows: a snapshot, and what was told after it. */
import { smoothed } from "../../src/base/smooth";
import type { Curve, Line, NewPoints } from "../../src/protocol/curves";

export interface Series extends Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly smooth: readonly number[];
}

interface Growing extends Line {
  readonly x: number[];
  readonly y: number[];
  readonly smooth: number[];
  count: number;
}

const keyOf = ({ metric, part, by }: Line): string => JSON.stringify([metric, part, by]);

export class RunSeries {
  private readonly lines = new Map<string, Growing>();

  /** `most` points were asked for in a line; `smoothing` is what the snapshot was smoothed by. */
  constructor(
    curves: readonly Curve[],
    private readonly smoothing: number,
    private readonly most: number,
  ) {
    for (const { metric, part, by, count, x, y, smooth } of curves)
      this.lines.set(keyOf({ metric, part, by }), {
        metric,
        part,
        by,
        count,
        x: [...x],
        y: [...y],
        smooth: [...smooth],
      });
  }

  /** False when something was missed, or so much has come that a new snapshot draws the same in fewer points. */
  add(added: readonly NewPoints[]): boolean {
    let complete = true;
    for (const { metric, part, by, start, x, y } of added) {
      const key = keyOf({ metric, part, by });
      let line = this.lines.get(key);
      if (!line) {
        line = { metric, part, by, count: 0, x: [], y: [], smooth: [] };
        this.lines.set(key, line);
      }
      if (start > line.count) {
        complete = false;
        continue;
      }
      for (let i = line.count - start; i < x.length; i++) {
        const before = line.smooth.at(-1) ?? NaN;
        line.smooth.push(this.smoothing === 0 ? y[i]! : smoothed(before, line.count, y[i]!, this.smoothing));
        line.x.push(x[i]!);
        line.y.push(y[i]!);
        line.count += 1;
      }
      if (line.x.length > 2 * this.most) complete = false;
    }
    return complete;
  }

  all(): readonly Series[] {
    return [...this.lines.values()];
  }

  line(wanted: Line): Series | undefined {
    return this.lines.get(keyOf(wanted));
  }

  /** In the order in which they came: loss first, as trainers tell it. */
  metrics(): string[] {
    return [...new Set([...this.lines.values()].map(({ metric }) => metric))];
  }
}

/** The last value that is a number. */
export function lastOf(series: Series | undefined): number | undefined {
  return series?.y.findLast(Number.isFinite);
}

/** The place of the point nearest to `at`; -1 when there is none. Points are in rising order. */
export function nearest(x: readonly number[], at: number): number {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < at) low = middle + 1;
    else high = middle;
  }
  if (x.length === 0) return -1;
  return low > 0 && at - x[low - 1]! <= x[low]! - at ? low - 1 : low;
}

/** The numbers of the charts as a table. */
import type { Line } from "../../src/protocol/curves";
import type { RunSeries } from "./series";

export interface NumberTable {
  readonly columns: readonly { readonly run: string; readonly metric: string; readonly part: Line["part"] }[];
  readonly rows: readonly { readonly at: number; readonly values: readonly (number | undefined)[] }[];
}

/** One row for each place at which any of the lines has a point; the last rows when there are too many. */
export function tabulate(runs: ReadonlyMap<string, RunSeries>, by: Line["by"], most: number): NumberTable {
  const columns: { run: string; metric: string; part: Line["part"] }[] = [];
  const rows = new Map<number, (number | undefined)[]>();
  for (const [run, series] of runs)
    for (const metric of series.metrics())
      for (const part of ["train", "validation"] as const) {
        const line = series.line({ metric, part, by });
        if (!line || line.x.length === 0) continue;
        const column = columns.push({ run, metric, part }) - 1;
        line.x.forEach((at, index) => {
          const values = rows.get(at) ?? [];
          values[column] = line.y[index];
          rows.set(at, values);
        });
      }
  const sorted = [...rows].sort(([a], [b]) => a - b).slice(-most);
  return {
    columns,
    rows: sorted.map(([at, values]) => ({ at, values: columns.map((_, index) => values[index]) })),
  };
}

/** Which numbers share a chart: those of one kind, where a model has several outputs. */

export interface MetricGroup {
  /** What the chart is called. */
  readonly kind: string;
  readonly metrics: readonly GroupedMetric[];
}

export interface GroupedMetric {
  readonly metric: string;
  /** The whole model's own has none. */
  readonly output: string | undefined;
  /** The same number for an output in all charts: it gives the colour. */
  readonly place: number;
}

const LOSS = "loss";

/**
 * Keras calls the loss of an output `<output>_loss`, and its metrics `<output>_<metric>`. With fewer than two such losses, or where
 * the charts are those of `several` runs, every number has a chart of its own.
 */
export function groupsOf(metrics: readonly string[], several: boolean): readonly MetricGroup[] {
  const outputs = metrics
    .filter((metric) => metric.endsWith(`_${LOSS}`))
    .map((metric) => metric.slice(0, -LOSS.length - 1));
  if (outputs.length < 2 || several)
    return metrics.map((metric) => ({ kind: metric, metrics: [{ metric, output: undefined, place: 0 }] }));
  const groups = new Map<string, GroupedMetric[]>();
  for (const metric of metrics) {
    // the longest name, where one begins with another
    const output = outputs
      .filter((name) => metric.startsWith(`${name}_`))
      .reduce<string | undefined>(
        (best, name) => (best !== undefined && best.length > name.length ? best : name),
        undefined,
      );
    const kind = output === undefined ? metric : metric.slice(output.length + 1);
    const group = groups.get(kind) ?? [];
    group.push({ metric, output, place: output === undefined ? 0 : outputs.indexOf(output) + 1 });
    groups.set(kind, group);
  }
  return [...groups].map(([kind, list]) => ({ kind, metrics: list }));
}

/** Every metric. Adding one is a file and a line here. */
import { binaryAccuracy } from "./binaryAccuracy";
import { categoricalAccuracy } from "./categoricalAccuracy";
import { meanAbsoluteErrorMetric } from "./meanAbsoluteError";
import { meanSquaredErrorMetric } from "./meanSquaredError";
import type { AnyMetric } from "./metric";
import { sparseCategoricalAccuracy } from "./sparseCategoricalAccuracy";

export const metrics: readonly AnyMetric[] = [
  binaryAccuracy,
  categoricalAccuracy,
  meanAbsoluteErrorMetric,
  meanSquaredErrorMetric,
  sparseCategoricalAccuracy,
];

/** By class name and by the names of its function. */
export const metricByName: ReadonlyMap<string, AnyMetric> = new Map(
  metrics.flatMap((metric) => [metric.name, ...metric.functions].map((name) => [name, metric] as const)),
);

/** Every metric. Adding one is a file and a line here. */
import { accuracy } from "./accuracy";
import { answerMetrics } from "./answers";
import { pointMetrics } from "./atPoint";
import { auc } from "./auc";
import { binaryAccuracy } from "./binaryAccuracy";
import { categoricalAccuracy } from "./categoricalAccuracy";
import { correlationMetrics } from "./correlation";
import { f1Score, fBetaScore } from "./fScore";
import { iouMetrics } from "./iou";
import { lossMetrics } from "./losses";
import { meanAbsoluteErrorMetric } from "./meanAbsoluteError";
import { meanSquaredErrorMetric } from "./meanSquaredError";
import type { AnyMetric } from "./metric";
import { precision } from "./precision";
import { r2Score } from "./r2Score";
import { recall } from "./recall";
import { rootMeanSquaredError } from "./rootMeanSquaredError";
import { sparseCategoricalAccuracy } from "./sparseCategoricalAccuracy";
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from "./topK";

export const metrics: readonly AnyMetric[] = [
  accuracy,
  ...answerMetrics,
  auc,
  binaryAccuracy,
  categoricalAccuracy,
  ...correlationMetrics,
  f1Score,
  fBetaScore,
  ...iouMetrics,
  ...lossMetrics,
  meanAbsoluteErrorMetric,
  meanSquaredErrorMetric,
  ...pointMetrics,
  precision,
  r2Score,
  recall,
  rootMeanSquaredError,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
];

/** By class name and by the names of its function. */
export const metricByName: ReadonlyMap<string, AnyMetric> = new Map(
  metrics.flatMap((metric) => [metric.name, ...metric.functions].map((name) => [name, metric] as const)),
);

/** Metrics that are the means of losses. */
import type { Params } from "../../layers/param";
import { scale } from "../../ops/unary";
import { categoricalCrossentropy } from "../losses/categoricalCrossentropy";
import { binaryCrossentropy } from "../losses/binaryCrossentropy";
import { categoricalHinge } from "../losses/categoricalHinge";
import { cosineSimilarity } from "../losses/cosineSimilarity";
import { hinge } from "../losses/hinge";
import { klDivergence } from "../losses/klDivergence";
import { logCosh } from "../losses/logCosh";
import { targetKind, type Loss } from "../losses/loss";
import { meanAbsolutePercentageError } from "../losses/meanAbsolutePercentageError";
import { meanSquaredLogarithmicError } from "../losses/meanSquaredLogarithmicError";
import { poisson } from "../losses/poisson";
import { sparseCategoricalCrossentropy } from "../losses/sparseCategoricalCrossentropy";
import { squaredHinge } from "../losses/squaredHinge";
import { meanMetric, type AnyMetric } from "./metric";

const ofLoss = <P extends Params>(loss: Loss<P>, label: string, name = loss.name): AnyMetric =>
  meanMetric({
    name,
    label,
    better: "down",
    functions: loss.functions,
    params: loss.params,
    target: targetKind(loss.targets),
    lower: (target, prediction, config) => loss.lower(target, { value: prediction }, config),
  });

export const lossMetrics: readonly AnyMetric[] = [
  ofLoss(binaryCrossentropy, "binary_crossentropy"),
  ofLoss(categoricalCrossentropy, "categorical_crossentropy"),
  ofLoss(categoricalHinge, "categorical_hinge"),
  ofLoss(hinge, "hinge"),
  ofLoss(klDivergence, "kl_divergence"),
  ofLoss(logCosh, "logcosh", "LogCoshError"),
  ofLoss(meanAbsolutePercentageError, "mean_absolute_percentage_error"),
  ofLoss(meanSquaredLogarithmicError, "mean_squared_logarithmic_error"),
  ofLoss(poisson, "poisson"),
  ofLoss(sparseCategoricalCrossentropy, "sparse_categorical_crossentropy"),
  ofLoss(squaredHinge, "squared_hinge"),
  // the loss is the cosine's negative
  meanMetric({
    name: "CosineSimilarity",
    label: "cosine_similarity",
    better: "up",
    functions: [],
    params: {},
    target: "columns",
    lower: (target, prediction) =>
      scale(cosineSimilarity.lower(target, { value: prediction }, { reduction: "sum" }), -1),
  }),
];

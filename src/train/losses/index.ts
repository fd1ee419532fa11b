/** Every loss. Adding one is a file and a line here. */
import { binaryCrossentropy } from "./binaryCrossentropy";
import { binaryFocalCrossentropy } from "./binaryFocalCrossentropy";
import { categoricalCrossentropy } from "./categoricalCrossentropy";
import { categoricalFocalCrossentropy } from "./categoricalFocalCrossentropy";
import { categoricalGeneralizedCrossEntropy } from "./categoricalGeneralizedCrossEntropy";
import { categoricalHinge } from "./categoricalHinge";
import { circle } from "./circle";
import { cosineSimilarity } from "./cosineSimilarity";
import { ctc } from "./ctc";
import { dice } from "./dice";
import { hinge } from "./hinge";
import { huber } from "./huber";
import { klDivergence } from "./klDivergence";
import { logCosh } from "./logCosh";
import type { AnyLoss } from "./loss";
import { meanAbsoluteError } from "./meanAbsoluteError";
import { meanAbsolutePercentageError } from "./meanAbsolutePercentageError";
import { meanSquaredError } from "./meanSquaredError";
import { meanSquaredLogarithmicError } from "./meanSquaredLogarithmicError";
import { poisson } from "./poisson";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy";
import { squaredHinge } from "./squaredHinge";
import { tversky } from "./tversky";

export const losses: readonly AnyLoss[] = [
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  cosineSimilarity,
  ctc,
  dice,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
  tversky,
];

/** By class name and by the names of its function. */
export const lossByName: ReadonlyMap<string, AnyLoss> = new Map(
  losses.flatMap((loss) => [loss.name, ...loss.functions].map((name) => [name, loss] as const)),
);

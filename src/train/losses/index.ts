/** Every loss. Adding one is a file and a line here. */
import { binaryCrossentropy } from "./binaryCrossentropy";
import { categoricalCrossentropy } from "./categoricalCrossentropy";
import { huber } from "./huber";
import type { AnyLoss } from "./loss";
import { meanAbsoluteError } from "./meanAbsoluteError";
import { meanSquaredError } from "./meanSquaredError";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy";

export const losses: readonly AnyLoss[] = [
  binaryCrossentropy,
  categoricalCrossentropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  sparseCategoricalCrossentropy,
];

/** By class name and by the names of its function. */
export const lossByName: ReadonlyMap<string, AnyLoss> = new Map(
  losses.flatMap((loss) => [loss.name, ...loss.functions].map((name) => [name, loss] as const)),
);

/** Every optimizer. Adding one is a file and a line here. */
import { adam } from "./adam";
import { adamW } from "./adamW";
import type { AnyOptimizer } from "./optimizer";
import { rmsprop } from "./rmsprop";
import { sgd } from "./sgd";

export const optimizers: readonly AnyOptimizer[] = [adam, adamW, rmsprop, sgd];

/** By class name, in any case: Keras takes `"adam"` for Adam. */
export const optimizerByName = (name: string): AnyOptimizer | undefined =>
  optimizers.find((optimizer) => optimizer.name.toLowerCase() === name.toLowerCase());

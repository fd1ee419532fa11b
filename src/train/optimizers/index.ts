/** Every optimizer. Adding one is a file and a line here. */
import { adadelta } from "./adadelta";
import { adafactor } from "./adafactor";
import { adagrad } from "./adagrad";
import { adam } from "./adam";
import { adamax } from "./adamax";
import { adamW } from "./adamW";
import { ftrl } from "./ftrl";
import { lamb } from "./lamb";
import { lion } from "./lion";
import { muon } from "./muon";
import { nadam } from "./nadam";
import type { AnyOptimizer } from "./optimizer";
import { rmsprop } from "./rmsprop";
import { scheduleFreeAdamW } from "./scheduleFreeAdamW";
import { sgd } from "./sgd";

export const optimizers: readonly AnyOptimizer[] = [
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
  ftrl,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  scheduleFreeAdamW,
  sgd,
];

/** By class name, in any case: Keras takes `"adam"` for Adam. */
export const optimizerByName = (name: string): AnyOptimizer | undefined =>
  optimizers.find((optimizer) => optimizer.name.toLowerCase() === name.toLowerCase());

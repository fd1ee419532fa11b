import type { ConfigOf, Params } from "../../layers/param";
import { bool, float, int, Misfit, optional, type Param } from "../../layers/param";
import { isList } from "../../model/literal";
import type { Sizes, Value } from "../../ops/op";
import type { Update } from "../../ops/update";

/** An array that an optimizer keeps for a weight: what it begins with, and its shape where it is not the weight's. */
export type SlotSpec = number | { readonly initial: number; readonly shape: Sizes };

/** What a step makes of a weight and of the optimizer's arrays, as values. */
export interface Moved {
  readonly weight: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

/** How weights move. */
export interface Optimizer<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  readonly docs: string;
  readonly params: P;
  /** Arrays that it keeps for each weight. */
  slots(config: ConfigOf<P>, shape: Sizes, name: string): Readonly<Record<string, SlotSpec>>;
  /** The decay of a weight, where not all have that of `weight_decay`. */
  decay?(name: string, shape: Sizes, config: ConfigOf<P>): number;
  /** The number that the kernel multiplies with, at step 1, 2, … for a learning rate. */
  rate(learningRate: number, step: number, config: ConfigOf<P>): number;
  /** More numbers of that kind, for `compose`: at most as many as `moreRates` has names. */
  rates?(learningRate: number, step: number, config: ConfigOf<P>): readonly number[];
  /** The step as one operation of the engine. */
  update?(
    weight: Value,
    gradient: Value,
    slots: Readonly<Record<string, Value>>,
    rate: Value,
    config: ConfigOf<P>,
  ): Update;
  /** Or the step by operations on values; `rates` are `rate` and the further ones. */
  compose?(
    weight: Value,
    gradient: Value,
    slots: Readonly<Record<string, Value>>,
    rates: readonly Value[],
    config: ConfigOf<P>,
  ): Moved;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOptimizer = Optimizer<any>;

export const defineOptimizer = <P extends Params>(optimizer: Optimizer<P>): Optimizer<P> => optimizer;

/** Regular expressions, of which one has to be found; undefined for none. */
const patterns = (docs: string): Param<RegExp | undefined> => ({
  docs,
  kind: "list of str",
  default: [],
  shapes: false,
  parse(value) {
    const misfit = new Misfit("a list of texts");
    if (!isList(value) || !value.every((one) => typeof one === "string")) return misfit;
    try {
      return value.length === 0 ? undefined : new RegExp(value.join("|"));
    } catch {
      return misfit;
    }
  },
});

/** Arguments of every optimizer. */
export const baseParams = {
  weight_decay: optional(float("Each step takes this share times the learning rate off every weight.", { min: 0 })),
  clipnorm: optional(float("Largest norm of each weight's gradient.", { min: 0 })),
  clipvalue: optional(float("Largest size of each number of a gradient.", { min: 0 })),
  global_clipnorm: optional(float("Largest norm of all gradients together.", { min: 0 })),
  use_ema: bool("Keep moving averages of the weights, and take them when training ends.", false),
  ema_momentum: float("Weight of the past in those averages.", { min: 0, max: 1, default: 0.99 }),
  ema_overwrite_frequency: optional(int("Also take them every so many steps.", { min: 1 })),
  gradient_accumulation_steps: optional(
    int("Weights move once in so many steps, by the mean of their gradients.", { min: 2 }),
  ),
  exclude_from_weight_decay: patterns("Weights with one of these in their name are not decayed."),
};
export type BaseConfig = ConfigOf<typeof baseParams>;

/** Names of the further numbers that `rates` gives. */
export const moreRates = ["rate2", "rate3", "rate4"] as const;

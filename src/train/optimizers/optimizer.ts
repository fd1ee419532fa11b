import type { ConfigOf, Params } from "../../layers/param";
import { float, optional } from "../../layers/param";
import type { Value } from "../../ops/op";
import type { Update } from "../../ops/update";

/** How weights move. */
export interface Optimizer<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  readonly docs: string;
  readonly params: P;
  /** Arrays that it keeps for each weight, all starting at the number given. */
  slots(config: ConfigOf<P>): Readonly<Record<string, number>>;
  /** The number that the kernel multiplies with, at step 1, 2, … for a learning rate. */
  rate(learningRate: number, step: number, config: ConfigOf<P>): number;
  update(
    weight: Value,
    gradient: Value,
    slots: Readonly<Record<string, Value>>,
    rate: Value,
    config: ConfigOf<P>,
  ): Update;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOptimizer = Optimizer<any>;

export const defineOptimizer = <P extends Params>(optimizer: Optimizer<P>): Optimizer<P> => optimizer;

/** Arguments of every optimizer. */
export const baseParams = {
  weight_decay: optional(float("Each step takes this share times the learning rate off every weight.", { min: 0 })),
  clipnorm: optional(float("Largest norm of each weight's gradient.", { min: 0 })),
  clipvalue: optional(float("Largest size of each number of a gradient.", { min: 0 })),
  global_clipnorm: optional(float("Largest norm of all gradients together.", { min: 0 })),
};
export type BaseConfig = ConfigOf<typeof baseParams>;

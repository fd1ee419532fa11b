/** What the layers share that change images at random while training, and pass them on otherwise. */
import type { Shape } from "../../model/shape";
import { defineLayer, noWeights, ShapeError, Unsupported, type Inputs, type Step } from "../layer";
import { int, optional, type ConfigOf, type Params } from "../param";
import type { Value } from "../../ops/op";

/** Starts the random stream; most of them have it. */
export const seed = optional(int("Starts the random stream."));

export interface Augmentation<P extends Params> {
  readonly type: string;
  readonly docs: string;
  readonly params: P;
  /** The images as training sees them; absent while the engine cannot make them. */
  readonly change?: (x: Value, config: ConfigOf<P>, step: Step) => Value | Unsupported;
}

export const augmentation = <P extends Params>({ type, docs, params, change }: Augmentation<P>) =>
  defineLayer({
    type,
    docs: `${docs} Only while training.`,
    params,
    arity: "one",
    traits: () => ["random"],
    shape: ([x]: Inputs<Shape>) =>
      x.length === 3 || x.length === 4
        ? x
        : new ShapeError(`needs 4 axes (batch, height, width, channels); its input has ${x.length}`),
    weights: noWeights,
    lower([x], config, _, step) {
      if (!step.training) return x;
      return change ? change(x, config, step) : new Unsupported("changing images this way is not in the engine");
    },
  });

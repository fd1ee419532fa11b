/** What the layers share that change images at random while training, and pass them on otherwise. */
import type { Shape } from "../../model/shape";
import { defineLayer, noWeights, ShapeError, Unsupported, type Inputs, type Step } from "../layer";
import { int, optional, type ConfigOf, type Params } from "../param";
import { affine } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { uniform } from "../../ops/uniform";

/** Starts the random stream; most of them have it. */
export const seed = optional(int("Starts the random stream."));

/** A random number for each image, between two. */
export function perImage(x: Value, low: number, high: number, step: Step): Value {
  const batch = x.shape[0]!;
  const drawn = affine(uniform([batch], step.random()), high - low, low);
  return broadcastTo(reshape(drawn, [batch, ...x.shape.slice(1).map(() => 1)]), x.shape);
}

/** Lowest and highest amount, as Keras takes one number for both. */
export const rangeOf = (factor: number | readonly number[], lowest: number): readonly [number, number] =>
  typeof factor === "number"
    ? [Math.max(-Math.abs(factor), lowest), Math.abs(factor)]
    : [Math.min(...factor), Math.max(...factor)];

/** Lowest and highest value of a pixel. */
export const valuesOf = (range: number | readonly number[]): readonly [number, number] =>
  typeof range === "number" ? [0, range] : [Math.min(...range), Math.max(...range)];

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

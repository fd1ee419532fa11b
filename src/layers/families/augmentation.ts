/** What the layers share that change images at random while training, and pass them on otherwise. */
import type { Shape } from "../../model/shape";
import { add, affine, greater, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { uniform } from "../../ops/uniform";
import type { DataFormat } from "./spatial";
import { defineLayer, noWeights, ShapeError, Unsupported, type Inputs, type Step } from "../layer";
import { int, optional, type ConfigOf, type Params } from "../param";

/** Starts the random stream; most of them have it. */
export const seed = optional(int("Starts the random stream."));

/** Random numbers between two, one for each image [batch]. */
export const drawn = (batch: number, low: number, high: number, step: Step): Value =>
  affine(uniform([batch], step.random()), high - low, low);

/** One number for each image, at all of its places. */
export const everywhere = (numbers: Value, x: Value): Value =>
  broadcastTo(reshape(numbers, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)]), x.shape);

/** A random number for each image, between two, at all of its places. */
export const perImage = (x: Value, low: number, high: number, step: Step): Value =>
  everywhere(drawn(x.shape[0]!, low, high, step), x);

/** 1 for a random share of the images, else 0, at all of their places; the share is itself drawn between two. */
export function chosen(x: Value, low: number, high: number, step: Step): Value {
  const batch = x.shape[0]!;
  const share = drawn(batch, low, high, step);
  return everywhere(greater(share, drawn(batch, 0, 1, step)), x);
}

/** x moved towards another by a share: x + share · (other − x). */
export const towards = (x: Value, other: Value, share: Value): Value => add(x, multiply(share, subtract(other, x)));

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
  /** The images as training sees them. */
  readonly change: (x: Value, config: ConfigOf<P>, step: Step) => Value | Unsupported;
  /** It needs red, green and blue. */
  readonly colours?: true;
  /** Afterwards too. */
  readonly always?: true;
}

export const augmentation = <P extends Params>({ type, docs, params, change, colours, always }: Augmentation<P>) =>
  defineLayer({
    type,
    docs: always ? docs : `${docs} Only while training.`,
    params,
    arity: "one",
    traits: () => ["random"],
    shape: ([x]: Inputs<Shape>) =>
      x.length === 3 || x.length === 4
        ? x
        : new ShapeError(`needs 4 axes (batch, height, width, channels); its input has ${x.length}`),
    weights: noWeights,
    lower([x], config, _, step) {
      if (!step.training && !always) return x;
      if (x.shape.length === 3)
        return new Unsupported(
          "Keras takes an input of 3 axes for one image; give images a channel axis, with Reshape",
        );
      const { data_format } = config as { readonly data_format?: DataFormat | null };
      const channels = x.shape[data_format === "channels_first" ? 1 : 3];
      if (colours && channels !== 3) return new Unsupported(`it needs 3 channels, and its images have ${channels}`);
      return change(x, config, step);
    },
  });

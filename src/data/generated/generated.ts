/** What a generated data set is: numbers that a seed gives, the same on every machine, with nothing to download. */
import type { Input, Parts, Samples, Target, Wish } from "../dataset";

/** `builtin:NAME?samples=…&seed=…` and what else a set takes. */
export interface Options {
  /** Samples to train on; a fifth as many come on top for validation. */
  readonly samples: number;
  readonly seed: number;
  /** How much chance blurs the truth: 1 is usual, 0 none. */
  readonly noise: number;
  readonly classes: number;
}

interface GeneratedSet {
  readonly input: Input;
  readonly target: Target;
  /** Numbers of a sample's target; one when not given. */
  readonly targetSize?: number;
  readonly parts?: Parts;
  /** The samples `first` … `first + count − 1` of an endless row. */
  samples(first: number, count: number): Samples;
}

export interface Generated {
  /** `builtin:` and this. */
  readonly name: string;
  readonly title: string;
  /** What is to be known of a training on it. */
  readonly remark?: string;
  /** What is taken when the user does not say. */
  readonly usual: Options;
  readonly classes: { readonly least: number; readonly most: number };
  /** Only + − × ÷ and square roots go into it: everything else may differ in its last digit from machine to machine. */
  make(options: Options, wish: Wish, cacheBytes: number): GeneratedSet;
}

import type { Shape, Dim } from "../model/shape";
import type { Config, KerasObject } from "../model/literal";
import type { Value } from "../ops/op";
import type { ConfigOf, Params } from "./param";

/** A true sentence about what a layer does, for hints that do not know its name. */
export type Trait =
  /** y = x·W + b over the channel axis, with one b for each channel, and nothing after it. */
  | "affine"
  /** Has a kernel that mixes channels, whatever comes after it. */
  | "mixes-channels"
  /** Subtracts every channel's own mean over the batch, so a constant added to a channel is lost. */
  | "centers-channels"
  /** Brings values to a common mean and variance, over the batch or within a sample. */
  | "normalizes"
  /** Uses statistics of the whole batch while training, and remembered ones afterwards. */
  | "batch-statistics"
  /** Applies a nonlinear function to each value, or to each sample. */
  | "nonlinear"
  /** Its values lie between 0 and 1 and mean probabilities. */
  | "probabilities"
  /** Its values along an axis sum to 1. */
  | "sums-to-one"
  /** Flat at both ends and nearly linear between them, like tanh. */
  | "saturates"
  /** Keeps mean 0 and variance 1 by itself, like selu. */
  | "self-normalizes"
  /** Sets values to zero at random while training. */
  | "drops"
  /** Changes from call to call while training. */
  | "random"
  /** Takes the mean or maximum over places, channel by channel. */
  | "pools"
  /** Works channel by channel: a shift or factor of a channel before it is one after it. */
  | "keeps-channels"
  /** A constant added to a channel before it is the same constant after it. */
  | "passes-shift"
  /** A positive factor on a channel before it is the same factor after it. */
  | "passes-scale"
  /** Its image has the channels on axis 1. */
  | "channels-first"
  /** Moves values without changing them. */
  | "rearranges"
  /** Adds its inputs: the end of a residual connection. */
  | "adds"
  /** Multiplies its inputs: one is a gate for the other. */
  | "multiplies"
  /** Multiplies by a constant and adds another, the same at every step. */
  | "rescales"
  /** Goes through a sequence step by step and remembers. */
  | "recurs"
  /** Does to every step of a sequence by itself what it does. */
  | "each-step"
  /** For each place a mean of others, weighted by how well they fit. */
  | "attends"
  /** Says which steps are padding, for the layers after it. */
  | "masks"
  /** Takes numbers of things, and gives for each a row of numbers that it has learned. */
  | "looks-up"
  /** Its values are numbers of things, such as words: neither their size nor their order means anything. */
  | "numbers-things"
  /** Divides each value by the size of its neighbours' at the same place. */
  | "normalizes-neighbours"
  /** A place where data comes in. */
  | "input";

/** What a layer takes: a layer call has at least one input; merging layers have several. */
export type Inputs<T> = readonly [T, ...T[]];

export interface WeightSpec {
  readonly shape: readonly Dim[];
  readonly initializer: KerasObject;
  readonly regularizer: KerasObject | null;
  readonly constraint: KerasObject | null;
  /** Moved by gradients; statistics are not. */
  readonly trainable: boolean;
}
export type WeightSpecs = Readonly<Record<string, WeightSpec | undefined>>;
export type Weights<W extends WeightSpecs> = {
  readonly [K in keyof W]: undefined extends W[K] ? Value | undefined : Value;
};

/** Texts that numbers stand for: number i is the i-th. */
export type Texts = readonly string[];

/** The step that a layer is lowered for. */
export interface Step {
  readonly training: boolean;
  /** After the step: weight = weight · keep + value · (1 − keep). */
  average(weight: Value, value: Value, keep: number): void;
  /** For each input the texts that its numbers stand for, where it has texts: only layers with `texts: "takes"` see any. */
  readonly texts: readonly (Texts | undefined)[];
  /** Numbers that never change, made from an input's texts: too many to stand in the program, and made once for all batch sizes. */
  table(texts: Texts, shape: readonly number[], make: () => Float32Array): Value;
  /** Numbers of the layer that are kept from step to step though they are no weight of the model; 0 at first. `average` changes them. */
  state(shape: readonly number[]): Value;
  /** A stream of random numbers that belongs to this layer alone. */
  random(): { readonly key: number; readonly step: Value };
  /** Added to the loss. */
  penalize(penalty: Value): void;
  /** For each input which of its steps count: 1, or 0 for padding; undefined where all do. */
  readonly masks: readonly (Value | undefined)[];
  /** Tensors that the call is given beside its inputs, by the name in `takes.also`. */
  given(name: string): readonly Value[];
  /** An argument of the call that is no tensor, such as `use_causal_mask`. */
  readonly call: Config;
}

/** Everything the product knows about one kind of layer. */
export interface Layer<P extends Params = Params, W extends WeightSpecs = WeightSpecs> {
  /** Keras's class name. */
  readonly type: string;
  /** Other names that Keras has for it (`MaxPool2D`). */
  readonly aliases?: readonly string[];
  /** Markdown: what it computes, in a few sentences. */
  readonly docs: string;
  /** In the order of the Python signature. */
  readonly params: P;
  /** Arguments that earlier versions took and Keras 3 does not, with the name that it has for the same thing, or none. */
  readonly retired?: Readonly<Record<string, string | undefined>>;
  /** Arguments that are still taken and do nothing. */
  readonly ignored?: readonly string[];
  /** How many tensors it takes; with "any", `shape` says which numbers fit. */
  readonly arity: "one" | "several" | "any" | "none";
  /**
   * Names of the call's tensors, where they have different meanings: those that `shape`, `weights` and `lower` get in order, and
   * those that only `lower` may ask for (`step.given`).
   */
  readonly takes?: { readonly inputs: readonly string[]; readonly also: readonly string[] };
  /** Whether it can be given texts: it reads them, or hands them on as they are. Other layers take numbers. */
  readonly texts?: "takes" | "passes";
  traits(config: ConfigOf<P>): readonly Trait[];
  /**
   * The output's shape, batch included. Never throws: what cannot be is a ShapeError. `call` has the arguments of the call that are
   * no tensors, where there is one.
   */
  shape(inputs: Inputs<Shape>, config: ConfigOf<P>, call?: Config): Shape | ShapeError;
  /**
   * Shapes of the outputs after the first, where it has several (an LSTM's states). Asked without inputs when only their number is
   * wanted. `call` has the arguments of the call that are no tensors.
   */
  otherShapes?(inputs: readonly Shape[], config: ConfigOf<P>, call: Config): readonly Shape[];
  /** Names as Keras has them, in the order of `layer.get_weights()`. Only called with inputs that `shape` accepts. */
  weights(inputs: Inputs<Shape>, config: ConfigOf<P>): W;
  /**
   * Looks at what the layer takes of the training data, before the first step, where something of the layer is found there (Keras's
   * `adapt`). Undefined when all of it is given. `texts` are those that the numbers of its first input stand for, where it has texts.
   */
  adapt?(inputs: Inputs<readonly number[]>, config: ConfigOf<P>, texts?: Texts): Adapting | undefined;
  /** Multiply-adds for one sample; absent where there is no kernel. */
  multiplyAdds?(inputs: Inputs<Shape>, output: Shape, config: ConfigOf<P>): Dim;
  /**
   * Which steps of the output count, from which of the inputs' do: those of the first, or what the function gives. Layers without it
   * forget what was padding.
   */
  readonly mask?:
    "passes" | ((inputs: Inputs<Value>, config: ConfigOf<P>, masks: Step["masks"], call: Config) => Value | undefined);
  /** The layer as operations of the engine: one value for each output. Only called when every size is known. */
  lower(
    inputs: Inputs<Value>,
    config: ConfigOf<P>,
    weights: Weights<W>,
    step: Step,
  ): Value | readonly Value[] | Unsupported;
}

/** Sees the training data piece by piece, as the layer takes them. */
export interface Adapting {
  /** Whole samples, one behind the other; only good until it returns. */
  see(numbers: Float32Array): void;
  /** What was found. */
  found(): Adapted;
}
/** Arguments that the layer has from now on, and first values of weights. */
export interface Adapted {
  readonly args?: Config;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
}

/** What the engine cannot do with a layer: the part of the sentence after "… cannot be trained yet". */
export class Unsupported {
  constructor(readonly reason: string) {}
}

/** Why a layer cannot take its inputs, and what to do: the part of the sentence after the layer's name. */
export class ShapeError {
  constructor(readonly message: string) {}
}

/** Any layer, once its own parameter types no longer matter. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyLayer = Omit<Layer<any, any>, "params" | "weights"> & {
  readonly params: Params;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  weights(inputs: Inputs<Shape>, config: any): WeightSpecs;
};

export const defineLayer = <P extends Params, W extends WeightSpecs>(layer: Layer<P, W>): Layer<P, W> => layer;

export const weight = (
  shape: readonly Dim[],
  initializer: KerasObject,
  { regularizer = null, constraint = null, trainable = true }: Partial<Omit<WeightSpec, "shape" | "initializer">> = {},
): WeightSpec => ({ shape, initializer, regularizer, constraint, trainable });

/** For layers without weights. */
export const noWeights = (): Record<never, never> => ({});

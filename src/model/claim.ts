/** What a theorem says of a model, as data: said without numbers, so that whoever has some can see that it is so. */
import type { GraphEdit } from "./edit";
import type { NodeId } from "./graph";

/** How one weight takes up what another did, so that a model without the other computes the same: named as in a run, `dense/kernel`. */
export type WeightMove =
  /** Every number of `into` less the one of `from` at its place: a mean that no longer has a bias in it. */
  | { readonly kind: "subtract"; readonly into: string; readonly from: string }
  /** Every number of `into` divided by the one of `from` at its place: an offset in units of a factor that is applied later. */
  | { readonly kind: "divide"; readonly into: string; readonly from: string }
  /** The factor of each input channel goes into a kernel of [places…, inputs, outputs]. */
  | { readonly kind: "scaleInputs"; readonly into: string; readonly from: string }
  /** The offset of each input channel goes through a kernel into the bias behind it; the bias is made where there is none. */
  | { readonly kind: "shiftOutputs"; readonly into: string; readonly kernel: string; readonly from: string }
  /** One matrix for two: `from` times `into`. */
  | { readonly kind: "compose"; readonly into: string; readonly from: string }
  /** Every number of `into` times the same. */
  | { readonly kind: "multiply"; readonly into: string; readonly by: number }
  | FoldMove;

/** What a normalization does with its moving statistics goes into the kernel and the bias before it. */
export interface FoldMove {
  readonly kind: "fold";
  readonly kernel: string;
  /** Made where there is none. */
  readonly bias: string;
  /** The layer's name: its `gamma` and `beta` where it has them, its `moving_mean` and `moving_variance`. */
  readonly normalization: string;
  readonly epsilon: number;
  /** Which axes of the kernel, counted from its end, are the output channels: the last, the last two together, the one before the last. */
  readonly outputs: "last" | "lastTwo" | "beforeLast";
}

/** How a model computes: as it predicts, or as it is trained. */
export type Mode = "inference" | "training";

/** A changed model computes the same. */
export interface SameFunction {
  readonly kind: "same";
  /** What the changed model's weights are. */
  readonly moves: readonly WeightMove[];
  /** The layers whose results are equal in both. */
  readonly at: readonly NodeId[];
  /** Where they are in the changed model, when not in the same layers. */
  readonly instead?: readonly NodeId[];
  /** The change, where it is not that of the fix. */
  readonly change?: readonly GraphEdit[];
  /** Where only one way of computing is the same. */
  readonly only?: Mode;
  /** Up to which part of the largest number the results differ, where `epsilon` is in one of them and not in the other. */
  readonly within?: number;
}

export type Claim =
  | SameFunction
  /** A layer gives the same for every sample. */
  | {
      readonly kind: "constant";
      readonly at: NodeId;
      /** Only while training, in batches of one sample. */
      readonly alone?: true;
      /** With the weights that the model begins with. */
      readonly fromStart?: true;
    }
  /** Training does not move these weights by itself: what a layer remembers of batches stays as it is. */
  | { readonly kind: "unmoved"; readonly at: NodeId; readonly weights: readonly string[] }
  /** What a layer gives for a sample depends on the others in the batch: when predicting, or while training. */
  | { readonly kind: "mixes"; readonly at: NodeId; readonly while?: Mode }
  /** The outputs do not depend on an input. */
  | { readonly kind: "ignores"; readonly input: NodeId };

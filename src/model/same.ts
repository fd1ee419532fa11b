/** That two models compute the same: what a theorem says of a model and its change, as data that can be checked with numbers. */
import type { NodeId } from "./graph";

/** How one weight takes up what another did, so that a model without the other computes the same: named as in a run, `dense/kernel`. */
export type WeightMove =
  /** Every number of `into` less the one of `from` at its place: a mean that no longer has a bias in it. */
  | { readonly kind: "subtract"; readonly into: string; readonly from: string }
  /** Every number of `into` divided by the one of `from` at its place: an offset in units of a factor that is applied later. */
  | { readonly kind: "divide"; readonly into: string; readonly from: string }
  /** The factor of each input channel goes into a kernel of [places…, inputs, outputs]. */
  | { readonly kind: "scaleInputs"; readonly into: string; readonly from: string }
  /** The offset of each input channel goes through a kernel into the bias behind it. */
  | { readonly kind: "shiftOutputs"; readonly into: string; readonly kernel: string; readonly from: string };

/**
 * How the changed model computes the same, where a theorem says so: what its weights are, and where both give the same. Said without
 * numbers, so that whoever has some can see that it is so.
 */
export interface SameFunction {
  readonly moves: readonly WeightMove[];
  /** The layers whose results are equal in both. */
  readonly at: readonly NodeId[];
}

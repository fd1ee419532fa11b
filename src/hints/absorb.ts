/** Where the numbers of a weight go that a fix takes away: what makes a theorem of it. */
import type { Node } from "../model/graph";
import type { SameFunction, WeightMove } from "../model/same";
import type { Model } from "./hint";

/** Of a finding, where it can be told. */
interface Same {
  readonly same?: SameFunction;
}

const idsOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({ id }) => id);

/** A bias only moves the mean that each normalization behind it subtracts. */
export const biasIntoMeans = ({ name }: Node, normalizations: readonly Node[]): SameFunction => ({
  moves: normalizations.map((normalization) => ({
    kind: "subtract",
    into: `${normalization.name}/moving_mean`,
    from: `${name}/bias`,
  })),
  at: idsOf(normalizations),
});

/** Kernels of [places…, inputs, outputs]: those of transposed convolutions are turned round. */
const areStraight = (model: Model, ends: readonly Node[]): boolean =>
  ends.every((end) => !("output_padding" in model.config(end)));

/** `relu(γ·x + β) = γ·relu(x + β/γ)` for a γ above 0: the factor of each channel goes into the kernels that take it. */
export function factorIntoKernels(model: Model, node: Node, ends: readonly Node[]): Same {
  if (!areStraight(model, ends)) return {};
  const from = `${node.name}/gamma`;
  const offset: readonly WeightMove[] = model.weight(node, "beta")
    ? [{ kind: "divide", into: `${node.name}/beta`, from }]
    : [];
  const factors = ends.map((end): WeightMove => ({ kind: "scaleInputs", into: `${end.name}/kernel`, from }));
  return { same: { moves: [...offset, ...factors], at: idsOf(ends) } };
}

/** An offset of each channel goes through the kernels that take it into their biases. */
export const offsetIntoBiases = (model: Model, { name }: Node, ends: readonly Node[]): Same =>
  areStraight(model, ends)
    ? {
        same: {
          moves: ends.map((end) => ({
            kind: "shiftOutputs",
            into: `${end.name}/bias`,
            kernel: `${end.name}/kernel`,
            from: `${name}/beta`,
          })),
          at: idsOf(ends),
        },
      }
    : {};

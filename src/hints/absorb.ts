/** Where the numbers of a weight go that a change takes away: what makes a theorem of it. */
import type { Claim, SameFunction, WeightMove } from "../model/claim";
import type { Node } from "../model/graph";
import type { Model } from "./hint";

/** Of a finding, where it can be told. */
interface Same {
  readonly claim?: SameFunction;
}

const idsOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({ id }) => id);

/** A bias only moves the mean that each normalization behind it subtracts. */
export const biasIntoMeans = ({ name }: Node, normalizations: readonly Node[]): SameFunction => ({
  kind: "same",
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
  return { claim: { kind: "same", moves: [...offset, ...factors], at: idsOf(ends) } };
}

/** An offset of each channel goes through the kernels that take it into their biases. */
export const offsetIntoBiases = (model: Model, { name }: Node, ends: readonly Node[]): Same =>
  areStraight(model, ends)
    ? {
        claim: {
          kind: "same",
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

/** What a normalization remembers of batches stays as it begins. */
export const statisticsStay = ({ id, name }: Node): Claim => ({
  kind: "unmoved",
  at: id,
  weights: [`${name}/moving_mean`, `${name}/moving_variance`],
});

/** As far as `epsilon` lets a size be seen that is divided out. */
const EPSILON = 1e-2;

/** The second normalization of a batch gives the same without the first. */
export const withoutFirst = ({ id }: Node, second: Node): SameFunction => ({
  kind: "same",
  moves: [],
  at: [second.id],
  change: [{ kind: "remove", node: id }],
  only: "training",
  within: EPSILON,
});

/** The normalizations behind a kernel give the same for one twice as large. */
export const twiceTheKernel = (model: Model, node: Node, normalizations: readonly Node[]): SameFunction => {
  const twice = (into: string, by = 2): WeightMove => ({ kind: "multiply", into, by });
  return {
    kind: "same",
    moves: [
      twice(`${node.name}/kernel`),
      ...(model.weight(node, "bias") ? [twice(`${node.name}/bias`)] : []),
      ...normalizations.flatMap(({ name }) => [twice(`${name}/moving_mean`), twice(`${name}/moving_variance`, 4)]),
    ],
    at: idsOf(normalizations),
    change: [],
    within: EPSILON,
  };
};

/** Two matrices in a row are one: what is dropped between them while training is dropped from neither. */
export function oneForTwo(model: Model, first: Node, second: Node): Same {
  if (![first, second].every((node) => "units" in model.config(node))) return {};
  const [bias, into] = [`${first.name}/bias`, `${second.name}/bias`];
  const hasBias = model.weight(first, "bias") !== undefined;
  const isBare = model.weight(second, "bias") === undefined;
  const shift: WeightMove = { kind: "shiftOutputs", into, kernel: `${second.name}/kernel`, from: bias };
  return {
    claim: {
      kind: "same",
      moves: [
        ...(hasBias ? [shift] : []),
        { kind: "compose", into: `${second.name}/kernel`, from: `${first.name}/kernel` },
      ],
      at: [second.id],
      change: [
        { kind: "remove", node: first.id },
        ...(hasBias && isBare ? [{ kind: "setParam", node: second.id, param: "use_bias", value: true } as const] : []),
      ],
      ...(model.next(first).includes(second) ? {} : { only: "inference" as const }),
    },
  };
}

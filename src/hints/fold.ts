/** Normalizations that can be taken into the layer before them once a model is only to predict. */
import type { FoldMove } from "../model/claim";
import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import type { Model } from "./hint";
import { after, isShared, normalizesChannelsOf } from "./walk";

export interface Fold {
  readonly kernel: Node;
  readonly normalization: Node;
  readonly move: FoldMove;
  readonly edits: readonly GraphEdit[];
}

/** In the order of the model's layers. */
export const foldsOf = (model: Model): readonly Fold[] =>
  model.nodes.flatMap((kernel) => {
    const normalization = after(model, kernel);
    return normalization ? (foldOf(model, kernel, normalization) ?? []) : [];
  });

/** Weighted sums with nothing applied to them, and a normalization of their channels alone: both of them in one place only. */
function foldOf(model: Model, kernel: Node, normalization: Node): Fold | undefined {
  const { epsilon } = model.config(normalization);
  if (!model.has(normalization, "batch-statistics") || normalization.training === true) return undefined;
  if (!model.has(kernel, "affine") || isShared(model, kernel)) return undefined;
  if (isShared(model, normalization) || !normalizesChannelsOf(model, normalization, kernel)) return undefined;
  if (typeof epsilon !== "number" || !model.knows(normalization, "epsilon") || !model.knows(kernel, "use_bias"))
    return undefined;
  const weight = kernelOf(model, kernel);
  if (!weight) return undefined;
  return {
    kernel,
    normalization,
    move: {
      kind: "fold",
      kernel: `${kernel.name}/${weight.name}`,
      bias: `${kernel.name}/bias`,
      normalization: normalization.name,
      epsilon,
      outputs: weight.outputs,
    },
    edits: [
      ...(model.config(kernel)["use_bias"] === true
        ? []
        : [{ kind: "setParam", node: kernel.id, param: "use_bias", value: true } as const]),
      { kind: "remove", node: normalization.id },
    ],
  };
}

/** The weight whose factors are those of the output's channels, and where these are in it. */
function kernelOf(model: Model, node: Node): (Pick<FoldMove, "outputs"> & { readonly name: string }) | undefined {
  const config = model.config(node);
  if (model.weight(node, "pointwise_kernel")) return { name: "pointwise_kernel", outputs: "last" };
  if (!model.weight(node, "kernel")) return undefined;
  if ("depth_multiplier" in config) return { name: "kernel", outputs: "lastTwo" };
  if ("output_padding" in config) return { name: "kernel", outputs: "beforeLast" };
  return "units" in config || "filters" in config ? { name: "kernel", outputs: "last" } : undefined;
}

/** Ways to bring a normalization before a nonlinearity, and to put another in its place. */
import type { Translate } from "../base/fill";
import type { GraphEdit, NewLayer } from "../model/edit";
import type { Node } from "../model/graph";
import type { Fix, Model } from "./hint";
import { after, before, isActivation, isShared, normalizesChannelsOf } from "./walk";

const withoutBias = (model: Model, kernel: Node, normalization: Node): readonly GraphEdit[] =>
  model.config(kernel)["use_bias"] === true &&
  model.knows(kernel, "use_bias") &&
  normalizesChannelsOf(model, normalization, kernel)
    ? [{ kind: "setParam", node: kernel.id, param: "use_bias", value: false }]
    : [];

/** `Dense(64, activation="relu")`: the argument becomes a layer behind the normalization. */
export function moveArgument(model: Model, kernel: Node, normalization: Node, t: Translate): Fix | undefined {
  const activation = kernel.args["activation"]?.value;
  if (activation === undefined) return undefined;
  return {
    title: t("Move the normalization before {0}", nameOf(model, kernel)),
    edits: [
      { kind: "removeParam", node: kernel.id, param: "activation" },
      ...withoutBias(model, kernel, normalization),
      { kind: "insertAfter", node: normalization.id, layer: { type: "Activation", args: { activation } } },
    ],
  };
}

/** An activation of its own: the two change places. */
export function moveLayer(
  model: Model,
  activation: Node,
  normalization: Node,
  t: Translate,
): { readonly kernel: Node; readonly fix: Fix } | undefined {
  const kernel = before(model, activation);
  if (!kernel || !isActivation(model, activation) || after(model, kernel) !== activation) return undefined;
  if (!model.has(kernel, "affine") || isShared(model, kernel)) return undefined;
  return {
    kernel,
    fix: {
      title: t("Move the normalization before {0}", nameOf(model, activation)),
      edits: [
        ...withoutBias(model, kernel, normalization),
        { kind: "swap", first: activation.id, second: normalization.id },
      ],
    },
  };
}

/** The activation as the user has written it: an argument's name, or a layer. */
export function nameOf(model: Model, node: Node): string {
  const activation = model.config(node)["activation"];
  const isNamed = typeof activation === "object" && activation !== null && "class_name" in activation;
  return isNamed ? String(activation.class_name) : node.type;
}

/** Another layer in the same place, with the same name. */
export function replacedBy(type: string, node: Node, args: NewLayer["args"] = {}): readonly GraphEdit[] {
  const name = node.args["name"]?.value;
  return [
    { kind: "insertAfter", node: node.id, layer: { type, args: name === undefined ? args : { ...args, name } } },
    { kind: "remove", node: node.id },
  ];
}

/** A normalization between what a layer sums up and its activation, which moves out of the layer; the bias is then superfluous. */
export function normalizedBehind(model: Model, kernel: Node): readonly GraphEdit[] {
  const fused = model.has(kernel, "nonlinear") ? kernel.args["activation"]?.value : undefined;
  const edits: GraphEdit[] = [];
  if (fused !== undefined) edits.push({ kind: "removeParam", node: kernel.id, param: "activation" });
  if (model.config(kernel)["use_bias"] === true)
    edits.push({ kind: "setParam", node: kernel.id, param: "use_bias", value: false });
  if (fused !== undefined)
    edits.push({ kind: "insertAfter", node: kernel.id, layer: { type: "Activation", args: { activation: fused } } });
  const args: NewLayer["args"] = model.has(kernel, "channels-first") ? { axis: 1 } : {};
  return [...edits, { kind: "insertAfter", node: kernel.id, layer: { type: "BatchNormalization", args } }];
}

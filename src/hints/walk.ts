/** Steps along a model's edges that several hints take. */
import type { Translate } from "../base/fill";
import type { Node } from "../model/graph";
import type { Model } from "./hint";

/** The one whose result it takes; undefined for an input and for layers that join several. */
export function before(model: Model, node: Node): Node | undefined {
  const [only, ...more] = model.previous(node);
  return more.length === 0 && node.inputs.length === 1 ? only : undefined;
}

/** The one who takes its result and sees it alone; undefined at outputs and forks. */
export function after(model: Model, node: Node): Node | undefined {
  const [only, ...more] = model.next(node);
  return more.length === 0 && !model.isOutput(node) && only?.inputs.length === 1 ? only : undefined;
}

/** The nearest before it that is not passed, going through layers that have no other input; each of those has no other taker. */
export function chainBefore(
  model: Model,
  node: Node,
  passes: (node: Node) => boolean,
): { readonly end: Node; readonly between: readonly Node[] } | undefined {
  const between: Node[] = [];
  let end = before(model, node);
  while (end && after(model, end) === (between[0] ?? node) && passes(end)) {
    between.unshift(end);
    end = before(model, end);
  }
  return end && after(model, end) === (between[0] ?? node) ? { end, between } : undefined;
}

/** Where all that comes out of a layer ends, going through layers that pass; undefined when some of it leaves the model or ends nowhere. */
export function endsBehind(model: Model, start: Node, passes: (node: Node) => boolean): readonly Node[] | undefined {
  const ends = new Set<Node>();
  const waiting = [start];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const followers = model.next(node);
    if (model.isOutput(node) || followers.length === 0) return undefined;
    for (const follower of followers)
      if (passes(follower) && follower.inputs.length === 1) waiting.push(follower);
      else ends.add(follower);
  }
  return [...ends];
}

/** The outputs in which all that comes out of a layer ends, with at most activations and views between; else undefined. */
export function outputsBehind(model: Model, start: Node): readonly Node[] | undefined {
  const ends: Node[] = [];
  const waiting = [start];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const followers = model.next(node);
    if (model.isOutput(node)) ends.push(node);
    else if (followers.length === 0) return undefined;
    for (const follower of followers) {
      const isPassed = isActivation(model, follower) || model.has(follower, "rearranges");
      if (!isPassed || follower.inputs.length !== 1) return undefined;
      waiting.push(follower);
    }
  }
  return ends;
}

/** Whether a layer subtracts from each channel that `source` gives its mean over the batch. Batch renormalization also subtracts one of the past. */
export const removesMeanOf = (model: Model, node: Node, source: Node): boolean =>
  model.usesBatch(node) &&
  model.has(node, "centers-channels") &&
  model.knows(node, "renorm") &&
  model.config(node)["renorm"] === false &&
  normalizesChannelsOf(model, node, source);

/** The axis that a normalization keeps its statistics for, counted from the start. */
export function normalizedAxis(model: Model, node: Node): number | undefined {
  const { axis } = model.config(node);
  const rank = model.inputShape(node)?.length;
  if (typeof axis !== "number" || rank === undefined || !model.knows(node, "axis")) return undefined;
  return axis < 0 ? axis + rank : axis;
}

/** Whether a normalization keeps its statistics for the channels that `source` gives, seen from one or both shapes. */
export function normalizesChannelsOf(model: Model, normalization: Node, source: Node): boolean {
  const { axis } = model.config(normalization);
  if (!model.knows(normalization, "axis") || !model.isUnderstood(source)) return false;
  const rank = model.inputShape(normalization)?.length;
  if (model.has(source, "channels-first")) return axis === 1 || (rank !== undefined && axis === 1 - rank);
  return axis === -1 || (rank !== undefined && axis === rank - 1);
}

/** A layer, or an operation, that does nothing but apply a nonlinear function. */
export const isActivation = (model: Model, node: Node): boolean =>
  model.has(node, "nonlinear") &&
  !model.has(node, "mixes-channels") &&
  !model.has(node, "pools") &&
  !isWeighted(model, node);

/** Weighted sums, perhaps with an activation applied to them at the end: a recurrent layer is more than that. */
export function isWeighted(model: Model, node: Node): boolean {
  if (model.has(node, "affine")) return true;
  const resolved = model.analysis.byId.get(node.id)?.resolved;
  if (!resolved || !model.isUnderstood(node) || !("activation" in resolved.layer.params)) return false;
  const linear = { ...resolved.config, activation: { class_name: "linear", config: {} } };
  return resolved.layer.traits(linear).includes("affine");
}

/** A layer whose kernel takes all channels together, like Dense and Conv2D, with or without an activation of its own. */
export const isKernel = (model: Model, node: Node): boolean =>
  model.has(node, "mixes-channels") && isWeighted(model, node);

/** Called more than once. */
export const isShared = (model: Model, node: Node): boolean => model.calls(node).length > 1;

/** Gives the values of each sample in one row: where the channels were in the last axis, each still has its own places there. */
export const isFlattening = (model: Model, node: Node): boolean =>
  model.has(node, "rearranges") && node.inputs.length === 1 && model.shape(node)?.length === 2;

/** Whether nothing is given for these parameters that mean nothing by default. */
export const isNull = (model: Model, node: Node, ...params: readonly string[]): boolean =>
  model.knows(node, ...params) && params.every((param) => model.config(node)[param] === null);

/** `axis 2 (size 30)` */
export function axisText(model: Model, node: Node, axis: number, t: Translate): string {
  const size = model.inputShape(node)?.[axis];
  return typeof size === "number" ? t("axis {0} (size {1})", axis, size) : t("axis {0}", axis);
}

/** Whether a layer works along the last axis of what it takes, and no other. Operations do not tell. */
export function worksAlongLastAxis(model: Model, node: Node): boolean {
  const { axis = -1 } = model.config(node);
  const last = (model.shape(node)?.length ?? 0) - 1;
  const axes: readonly unknown[] = Array.isArray(axis) ? axis : [axis];
  return node.operation !== true && axes.every((one) => one === -1 || one === last);
}

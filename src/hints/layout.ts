/** Where the channels of a tensor are, as the layers before it tell. */
import type { Node } from "../model/graph";
import type { Model } from "./hint";

export interface Layout {
  /** Counted from the start. */
  readonly axis: number;
  /** A layer that says so. */
  readonly source: Node;
}

/**
 * The layout of what a layer takes: that of the nearest layers with a kernel or a window before it, through layers that leave axes
 * where they are. Undefined where there is none, where axes are moved or something is not understood, and where they disagree.
 */
export function layoutBefore(model: Model, node: Node): Layout | undefined {
  let found: Layout | undefined;
  const seen = new Set<Node>();
  const waiting = [...model.previous(node)];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (model.has(one, "mixes-channels") || model.has(one, "pools")) {
      const rank = model.shape(one)?.length;
      if (rank === undefined) return undefined;
      const axis = model.has(one, "channels-first") ? 1 : rank - 1;
      if (found && found.axis !== axis) return undefined;
      found ??= { axis, source: one };
    } else if (keepsAxes(model, one)) waiting.push(...model.previous(one));
    else return undefined;
  }
  return found;
}

const keepsAxes = (model: Model, node: Node): boolean => {
  const [first, ...more] = model.previous(node);
  const rank = model.shape(node)?.length;
  const stays =
    model.has(node, "keeps-channels") ||
    model.has(node, "normalizes") ||
    model.has(node, "adds") ||
    model.has(node, "rescales");
  return stays && [first, ...more].every((one) => one && model.shape(one)?.length === rank);
};

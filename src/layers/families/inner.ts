/** Layers within layers: a wrapper's own layer with its config. */
import type { KerasObject } from "../../model/literal";
import type { Node } from "../../model/graph";
import { resolveLayer, type ResolvedLayer } from "../config";
import { ShapeError } from "../layer";

/** The layer that a wrapper is given, or why it cannot be used. */
export function innerLayer(object: KerasObject | undefined): ResolvedLayer | ShapeError {
  if (!object) return new ShapeError("needs a layer");
  const args = Object.fromEntries(Object.entries(object.config).map(([name, value]) => [name, { value }]));
  const node: Node = { id: "", name: "", type: object.class_name, args, inputs: [] };
  const resolved = resolveLayer(node);
  if (!resolved) return new ShapeError(`wraps ${object.class_name}, which Batchwise does not know`);
  if (resolved.missing.length > 0)
    return new ShapeError(`wraps a ${object.class_name} whose ${resolved.missing.join(" and ")} is not known`);
  const [problem] = resolved.problems;
  return problem ? new ShapeError(`cannot use its layer: ${problem.message}`) : resolved;
}

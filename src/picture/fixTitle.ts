/** What a fix is called where it is offered. */
import type { Fix } from "../hints/hint";
import type { Graph } from "../model/graph";
import { passesOf } from "../model/passes";
import type { Translate } from "./text";

/** The fix's own title; of a line that makes several layers, as in a loop, it says that all of them change. */
export function fixTitle({ title, edits }: Fix, graph: Graph, t: Translate): string {
  const passes = passesOf(graph, edits);
  return passes === undefined ? title : t("{0} (all {1} layers that this line makes)", title, passes);
}

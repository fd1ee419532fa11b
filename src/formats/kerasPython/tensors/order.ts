/** The order in which Keras lists the layers of a functional model: by how far they are from the outputs, then as they are met. */
import type { LayerObject } from "../layers/layer";
import { takenBy, type LayerCall, type Tensor } from "./tensor";

/** The calls between inputs and outputs, inputs first. Walks without recursion: models are thousands of layers deep. */
export function ordered(inputs: readonly Tensor[], outputs: readonly Tensor[]): readonly LayerCall[] {
  const { finished, met } = walk(new Set(inputs.map(({ source }) => source)), outputs);
  const inGraph = new Set(finished);
  const depthOf = new Map<LayerCall, number>();
  const layerDepth = new Map<LayerObject, number>();
  for (const call of [...finished].reverse()) {
    const depth = Math.max(depthOf.get(call) ?? 0, layerDepth.get(call.layer) ?? 0);
    layerDepth.set(call.layer, depth);
    depthOf.set(call, depth);
    for (const { source } of parents(call, inputs))
      if (inGraph.has(source)) depthOf.set(source, Math.max(depth + 1, depthOf.get(source) ?? 0));
  }
  // An input that leads to no output is still an input.
  for (const { source } of inputs)
    if (!depthOf.has(source)) {
      depthOf.set(source, 0);
      met.set(source.layer, -1);
    }
  return [...depthOf.keys()].sort(
    (a, b) => depthOf.get(b)! - depthOf.get(a)! || met.get(a.layer)! - met.get(b.layer)! || a.serial - b.serial,
  );
}

/** What a call takes, unless it is where the model begins. */
const parents = (call: LayerCall, inputs: readonly Tensor[]): readonly Tensor[] =>
  inputs.some(({ source }) => source === call) ? [] : takenBy(call);

/** Depth first from the outputs: calls in the order in which they are finished, and layers in the order in which they are met. */
function walk(
  begins: ReadonlySet<LayerCall>,
  outputs: readonly Tensor[],
): { readonly finished: readonly LayerCall[]; readonly met: Map<LayerObject, number> } {
  const finished = new Set<LayerCall>();
  const met = new Map<LayerObject, number>();
  const begun = new Set<LayerCall>();
  for (const output of outputs) {
    const path: { readonly call: LayerCall; readonly takes: readonly Tensor[]; next: number }[] = [];
    const begin = (call: LayerCall): void => {
      if (finished.has(call) || begun.has(call)) return;
      begun.add(call);
      if (!met.has(call.layer)) met.set(call.layer, met.size);
      path.push({ call, takes: begins.has(call) ? [] : takenBy(call), next: 0 });
    };
    begin(output.source);
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const input = top.takes[top.next++];
      if (input) begin(input.source);
      else {
        finished.add(top.call);
        path.pop();
      }
    }
  }
  return { finished: [...finished], met };
}

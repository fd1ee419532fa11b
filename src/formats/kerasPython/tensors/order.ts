/** The order in which Keras lists the layers of a functional model: by how far they are from the outputs, then as they are met. */
import { takenBy, type LayerCall, type Tensor } from "./tensor";

/** One call of a layer, however it was read. */
interface Call {
  readonly layer: object;
  /** Later calls have larger numbers. */
  readonly serial: number;
}
/** Something that comes out of a call. */
interface Result<C> {
  readonly source: C;
}
type Takes<C> = (call: C) => readonly Result<C>[];

/** The calls between inputs and outputs, inputs first. */
export const ordered = (inputs: readonly Tensor[], outputs: readonly Tensor[]): readonly LayerCall[] =>
  inOrder(inputs, outputs, takenBy);

/** The same for calls of any kind. Walks without recursion: models are thousands of layers deep. */
export function inOrder<C extends Call>(
  inputs: readonly Result<C>[],
  outputs: readonly Result<C>[],
  takes: Takes<C>,
): readonly C[] {
  const begins = new Set(inputs.map(({ source }) => source));
  /** What a call takes, unless it is where the model begins. */
  const parents: Takes<C> = (call) => (begins.has(call) ? [] : takes(call));
  const { finished, met } = walk(outputs, parents);
  const inGraph = new Set(finished);
  const depthOf = new Map<C, number>();
  const layerDepth = new Map<object, number>();
  for (const call of [...finished].reverse()) {
    const depth = Math.max(depthOf.get(call) ?? 0, layerDepth.get(call.layer) ?? 0);
    layerDepth.set(call.layer, depth);
    depthOf.set(call, depth);
    for (const { source } of parents(call))
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

/** Depth first from the outputs: calls in the order in which they are finished, and layers in the order in which they are met. */
function walk<C extends Call>(
  outputs: readonly Result<C>[],
  parents: Takes<C>,
): { readonly finished: readonly C[]; readonly met: Map<object, number> } {
  const finished = new Set<C>();
  const met = new Map<object, number>();
  const begun = new Set<C>();
  for (const output of outputs) {
    const path: { readonly call: C; readonly takes: readonly Result<C>[]; next: number }[] = [];
    const begin = (call: C): void => {
      if (finished.has(call) || begun.has(call)) return;
      begun.add(call);
      if (!met.has(call.layer)) met.set(call.layer, met.size);
      path.push({ call, takes: parents(call), next: 0 });
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

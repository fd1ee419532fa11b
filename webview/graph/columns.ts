/**
 * Horizontal places for a layered graph: the longest way from top to bottom is one straight line, and every other strand of
 * layers, or edge that passes them, is a straight line beside it. To be used as d3-dag's coordinate step.
 */
import { coordGreedy, type Coord, type SugiNode, type SugiSeparation } from "d3-dag";

interface Strand {
  /** The strands next to it on the side of the trunk, and how far away their centres must be. */
  readonly inner: Map<Strand, number>;
  readonly nodes: SugiNode[];
  offset: number | undefined;
}

/** The trunk begins at the node whose datum is `start`. */
export const coordTrunk =
  (start: number): Coord<number, unknown> =>
  (layers, sep) =>
    placeStrands(layers, sep, start);

function placeStrands<N, L>(layers: SugiNode<N, L>[][], sep: SugiSeparation<N, L>, start: number): number {
  const trunk = findTrunk(layers, start);
  const strandOf = new Map<SugiNode, Strand>();
  const strands: Strand[] = [];
  const sideOf = new Map<SugiNode, -1 | 1>();

  for (const layer of layers) {
    const middle = layer.findIndex((node) => trunk.has(node));
    // A layer without trunk happens only when the graph is in several parts.
    if (middle < 0) return coordGreedy()(layers, sep);
    layer.forEach((node, index) => {
      if (index === middle) return;
      sideOf.set(node, index < middle ? -1 : 1);
      const above = onlyNeighbour(node, "parents");
      const joins =
        above &&
        !trunk.has(above) &&
        onlyNeighbour(above, "children") === node &&
        sideOf.get(above) === sideOf.get(node);
      const strand = joins ? strandOf.get(above)! : { inner: new Map<Strand, number>(), nodes: [], offset: undefined };
      if (!joins) strands.push(strand);
      strand.nodes.push(node);
      strandOf.set(node, strand);
    });
  }

  const trunkStrand: Strand = { inner: new Map(), nodes: [...trunk], offset: 0 };
  for (const layer of layers) {
    const middle = layer.findIndex((node) => trunk.has(node));
    const link = (outer: SugiNode<N, L>, inner: SugiNode<N, L>, distance: number): void => {
      const [beside, strand] = [strandOf.get(inner) ?? trunkStrand, strandOf.get(outer)!];
      strand.inner.set(beside, Math.max(strand.inner.get(beside) ?? 0, distance));
    };
    for (let index = middle + 1; index < layer.length; index++)
      link(layer[index]!, layer[index - 1]!, sep(layer[index - 1], layer[index]));
    for (let index = middle - 1; index >= 0; index--)
      link(layer[index]!, layer[index + 1]!, sep(layer[index], layer[index + 1]));
  }
  // Strands that cross each other have no order from the trunk outwards.
  if (!placeOutwards(strands)) return coordGreedy()(layers, sep);

  for (const node of trunk) node.x = 0;
  for (const { nodes, offset } of strands) for (const node of nodes) node.x = sideOf.get(node)! * offset!;
  return moveIntoPlace(layers, sep);
}

/** The longest way down from the start; among equals the one through the nodes that came first. */
function findTrunk<N, L>(layers: readonly SugiNode<N, L>[][], start: number): Set<SugiNode<N, L>> {
  const length = new Map<SugiNode, number>();
  const next = new Map<SugiNode, SugiNode<N, L>>();
  for (const layer of [...layers].reverse())
    for (const node of layer) {
      for (const child of node.children())
        if (!next.has(node) || length.get(child)! > length.get(next.get(node)!)!) next.set(node, child);
      const after = next.get(node);
      length.set(node, (node.data.role === "node" ? 1 : 0) + (after ? length.get(after)! : 0));
    }
  const first = layers[0]?.find(({ data }) => data.role === "node" && data.node.data === start);
  const trunk = new Set<SugiNode<N, L>>();
  for (let node = first; node; node = next.get(node)) trunk.add(node);
  return trunk;
}

function onlyNeighbour<N, L>(node: SugiNode<N, L>, side: "parents" | "children"): SugiNode<N, L> | undefined {
  const [first, second] = node[side]();
  return second ? undefined : first;
}

/** Every strand as near to the trunk as those within it allow; false when they stand in each other's way. */
function placeOutwards(strands: readonly Strand[]): boolean {
  const outer = new Map<Strand, Strand[]>();
  const waiting = new Map<Strand, number>();
  for (const strand of strands) {
    const unplaced = [...strand.inner.keys()].filter(({ offset }) => offset === undefined);
    waiting.set(strand, unplaced.length);
    for (const inner of unplaced) outer.set(inner, [...(outer.get(inner) ?? []), strand]);
  }
  const ready = strands.filter((strand) => waiting.get(strand) === 0);
  let placed = 0;
  for (const strand of ready) {
    strand.offset = Math.max(...[...strand.inner].map(([inner, distance]) => inner.offset! + distance));
    placed += 1;
    for (const next of outer.get(strand) ?? []) {
      waiting.set(next, waiting.get(next)! - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  return placed === strands.length;
}

/** Begins at 0. */
function moveIntoPlace<N, L>(layers: readonly SugiNode<N, L>[][], sep: SugiSeparation<N, L>): number {
  const all = layers.flat();
  const begin = Math.min(...all.map((node) => node.x - sep(undefined, node)));
  const end = Math.max(...all.map((node) => node.x + sep(node, undefined)));
  for (const node of all) node.x -= begin;
  return end - begin;
}

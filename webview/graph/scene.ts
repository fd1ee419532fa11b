/** What is to be drawn: the picture with repeated blocks folded or not, and with ghosts in the edges they stand on. */
import type { Ghost, GraphPicture, PictureNode } from "../../src/protocol/graphView";
import { findRepeats, type Repeat } from "./repeats";

export interface LayerItem {
  readonly kind: "layer";
  readonly key: string;
  readonly node: PictureNode;
}
/** Repeated blocks drawn as one card. */
export interface FoldItem {
  readonly kind: "fold";
  readonly key: string;
  readonly fold: Fold;
}
export interface GhostItem {
  readonly kind: "ghost";
  readonly key: string;
  readonly ghost: Ghost;
}
export type Item = LayerItem | FoldItem | GhostItem;

/** A repeat that can be folded, with the nodes that it covers. */
export interface Fold {
  readonly id: string;
  readonly repeat: Repeat;
  readonly nodes: readonly PictureNode[];
  /** Ghosts that folding hides. */
  readonly ghosts: number;
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly shape: string | undefined;
  /** How many edges run here: a layer may take the same tensor twice. */
  readonly count: number;
}

export interface Scene {
  /** Every item comes after those that it is linked from. */
  readonly items: readonly Item[];
  readonly links: readonly Link[];
  /** Repeats that are drawn in full. */
  readonly unfolded: readonly Fold[];
  /** Where to find each node of the picture: its own item, or the fold that hides it. */
  readonly itemOf: ReadonlyMap<string, string>;
}

export const layerKey = (node: string): string => `layer ${node}`;
const ghostKey = (ghost: string): string => `ghost ${ghost}`;
export const foldKey = (fold: string): string => `fold ${fold}`;

export function foldsOf({ nodes, edges, ghosts }: GraphPicture): Fold[] {
  return findRepeats(nodes, edges).map((repeat) => {
    const { start, period, times } = repeat;
    const covered = nodes.slice(start, start + period * times);
    const inside = new Set(covered.map(({ id }) => id));
    return {
      id: `${period} from ${covered[0]!.id}`,
      repeat,
      nodes: covered,
      ghosts: ghosts.filter(({ from, to }) => inside.has(from) && inside.has(to)).length,
    };
  });
}

export interface SceneOptions {
  readonly folds: readonly Fold[];
  readonly folded: (fold: Fold) => boolean;
  readonly ghosts: boolean;
}

export function makeScene(picture: GraphPicture, { folds, folded, ghosts }: SceneOptions): Scene {
  const hidden = new Map<string, FoldItem>();
  for (const fold of folds.filter(folded)) {
    const item: FoldItem = { kind: "fold", key: foldKey(fold.id), fold };
    for (const { id } of fold.nodes) hidden.set(id, item);
  }
  const itemOf = new Map(picture.nodes.map(({ id }) => [id, hidden.get(id)?.key ?? layerKey(id)]));

  const onEdge = new Map<string, Ghost[]>();
  if (ghosts)
    for (const ghost of picture.ghosts) {
      const edge = edgeKey(ghost);
      onEdge.set(edge, [...(onEdge.get(edge) ?? []), ghost]);
    }

  const place = new Map(picture.nodes.map(({ id }, index) => [id, index]));
  const links = new Map<string, Link>();
  const link = (from: string, to: string, shape: string | undefined): void => {
    const key = JSON.stringify([from, to]);
    links.set(key, { from, to, shape, count: (links.get(key)?.count ?? 0) + 1 });
  };
  const before = new Map<string, GhostItem[]>();
  for (const edge of picture.edges) {
    const [from, to] = [itemOf.get(edge.from), itemOf.get(edge.to)];
    // An edge that runs back, or from or to nowhere, cannot be drawn downwards.
    if (from === undefined || to === undefined || place.get(edge.from)! >= place.get(edge.to)!) continue;
    if (from === to) continue;
    const shape = edge.shape ?? picture.nodes[place.get(edge.from)!]!.shape;
    const standing = (onEdge.get(edgeKey(edge)) ?? []).map((ghost): GhostItem => ({
      kind: "ghost",
      key: ghostKey(ghost.id),
      ghost,
    }));
    onEdge.delete(edgeKey(edge));
    before.set(to, [...(before.get(to) ?? []), ...standing]);
    const stops = [from, ...standing.map(({ key }) => key), to];
    for (let i = 1; i < stops.length; i++) link(stops[i - 1]!, stops[i]!, shape);
  }

  const items: Item[] = [];
  for (const node of picture.nodes) {
    const fold = hidden.get(node.id);
    if (fold && node !== fold.fold.nodes[0]) continue;
    const item: Item = fold ?? { kind: "layer", key: layerKey(node.id), node };
    items.push(...(before.get(item.key) ?? []), item);
  }
  return { items, links: [...links.values()], unfolded: folds.filter((fold) => !folded(fold)), itemOf };
}

const edgeKey = ({ from, to }: { readonly from: string; readonly to: string }): string => JSON.stringify([from, to]);

/** From a scene to places: where each card stands and how each edge runs. Pure; sizes are in CSS pixels at 100 %. */
import { decrossTwoLayer, graph, sugiyama, type Layering } from "d3-dag";
import { coordTrunk } from "./columns";
import { routeLinks, type Lane, type Route } from "./routes";
import type { Fold, Item, Scene } from "./scene";
import { findCuts, type Step } from "./segments";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Beside the cards of a repeat that is drawn in full. */
export interface Bracket {
  readonly fold: Fold;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  /** Where a block ends and the next begins. */
  readonly ticks: readonly number[];
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: readonly Route[];
  readonly brackets: readonly Bracket[];
  readonly bounds: Box;
}

const SIZES: Readonly<Record<Item["kind"], readonly [width: number, height: number]>> = {
  layer: [296, 54],
  fold: [296, 72],
  ghost: [280, 38],
};
const COLUMN_GAP = 28;
const ROW_GAP = 28;
const BRACKET_GAP = 22;

/** Above this, edges are drawn straight rather than around the cards: finding ways around takes too long. */
const MOST_DETOURS = 20_000;

/** The place of the node that holds up the ends of a model. */
const FLOOR = -1;

export function layOut(scene: Scene): Layout {
  const { items } = scene;
  const place = new Map(items.map(({ key }, index) => [key, index]));
  const steps = scene.links.map(({ from, to }): Step => ({ from: place.get(from)!, to: place.get(to)! }));
  const { row, x, lanes } = arrange(items, steps);

  // Rows first without their distances: an edge's label may need room between two of them.
  const heights: number[] = [];
  items.forEach((item, index) => {
    const at = row[index]!;
    while (heights.length <= at) heights.push(0);
    heights[at] = Math.max(heights[at]!, SIZES[item.kind][1]);
  });
  const columns = items.map((item, index) => ({ x: x[index]!, row: row[index]!, width: SIZES[item.kind][0] }));
  const gapsAtFirst = heights.map(() => ROW_GAP);
  const { gaps, finish } = routeLinks(scene, steps, columns, lanes, gapsAtFirst);
  const tops: number[] = [];
  let bottom = 0;
  heights.forEach((height, index) => {
    tops.push(bottom);
    bottom += height + gaps[index]!;
  });

  const boxes = new Map<string, Box>();
  items.forEach((item, index) => {
    const [width, height] = SIZES[item.kind];
    const top = tops[row[index]!]! + Math.round((heights[row[index]!]! - height) / 2);
    boxes.set(item.key, { left: Math.round(x[index]! - width / 2), top, width, height });
  });
  const routes = finish(
    items.map(({ key }) => boxes.get(key)!),
    tops.map((top, index) => ({ top, bottom: top + heights[index]! })),
  );
  const brackets = scene.unfolded.map((fold) => bracketOf(fold, scene, boxes));
  return { boxes, routes, brackets, bounds: boundsOf([...boxes.values()], routes, brackets) };
}

interface Arrangement {
  readonly row: readonly number[];
  readonly x: readonly number[];
  /** For each link, where it passes the rows between its ends. */
  readonly lanes: readonly Lane[];
}

/** Piece by piece from cut to cut; the cuts stand below each other. */
function arrange(items: readonly Item[], steps: readonly Step[]): Arrangement {
  const row = new Array<number>(items.length).fill(0);
  const x = new Array<number>(items.length).fill(0);
  const lanes: Lane[] = steps.map(() => []);
  const cuts = findCuts(items.length, steps);
  const stepsFrom: number[][] = items.map(() => []);
  steps.forEach(({ from }, index) => stepsFrom[from]!.push(index));

  for (let cut = 1; cut < cuts.length; cut++) {
    const [first, last] = [cuts[cut - 1]!, cuts[cut]!];
    const inside: number[] = [];
    for (let from = first; from < last; from++) inside.push(...stepsFrom[from]!);
    arrangePiece(items, steps, inside, { first, last }, { row, x, lanes });
  }
  return { row, x, lanes };
}

function arrangePiece(
  items: readonly Item[],
  steps: readonly Step[],
  inside: readonly number[],
  { first, last }: { readonly first: number; readonly last: number },
  { row, x, lanes }: { readonly row: number[]; readonly x: number[]; readonly lanes: Lane[] },
): void {
  if (last === first + 1) {
    row[last] = row[first]! + 1;
    x[last] = x[first]!;
    return;
  }
  const down = inside.map((index) => steps[index]!);
  // Whatever ends inside the piece ends above its last item; the model's own ends stand above a floor that is not drawn.
  const hasNext = new Set(down.map(({ from }) => from));
  const floor = last === items.length - 1 ? FLOOR : last;
  const tied: Step[] = [];
  for (let place = first; place <= last; place++)
    if (!hasNext.has(place) && place !== floor) tied.push({ from: place, to: floor });
  for (let place = first + 1; place <= last; place++) row[place] = row[first]!;
  let depth = 1;
  for (const { from, to } of [...down, ...tied].sort((a, b) => a.from - b.from)) {
    const below = row[from]! + 1;
    if (to !== FLOOR) row[to] = Math.max(row[to]!, below);
    depth = Math.max(depth, below - row[first]!);
  }

  const detours = down.reduce((sum, { from, to }) => sum + row[to]! - row[from]! - 1, 0);
  if (detours > MOST_DETOURS) {
    sideBySide(row, x, first, last);
    return;
  }
  const piece = graph<number, number>();
  const nodes = new Map<number, ReturnType<typeof piece.node>>();
  for (let place = first; place <= last; place++) nodes.set(place, piece.node(place));
  if (floor === FLOOR) nodes.set(FLOOR, piece.node(FLOOR));
  for (const index of inside) piece.link(nodes.get(steps[index]!.from)!, nodes.get(steps[index]!.to)!, index);
  for (const { from, to } of tied) piece.link(nodes.get(from)!, nodes.get(to)!, -1);
  const layering: Layering<number, number> = (dag) => {
    for (const node of dag.nodes()) node.y = node.data === FLOOR ? depth : row[node.data]! - row[first]!;
    return depth;
  };
  const { width } = sugiyama()
    .layering(layering)
    .decross(decrossTwoLayer())
    .coord(coordTrunk(first))
    .nodeSize(({ data }: { readonly data: number }) => (data === FLOOR ? ([1, 1] as const) : SIZES[items[data]!.kind]))
    .gap([COLUMN_GAP, 1])(piece);

  // More on the right of the straight line than on its left.
  const middle = nodes.get(first)!.x;
  const side = middle > width - middle ? -1 : 1;
  const placed = (at: number): number => x[first]! + side * (at - middle);
  for (const link of piece.links())
    if (link.data >= 0) lanes[link.data] = link.points.slice(1, -1).map(([at]) => placed(at));
  for (let place = first + 1; place <= last; place++) x[place] = placed(nodes.get(place)!.x);
}

/** Each row in order, centred. */
function sideBySide(row: readonly number[], x: number[], first: number, last: number): void {
  const byRow = new Map<number, number[]>();
  for (let place = first + 1; place <= last; place++)
    byRow.set(row[place]!, [...(byRow.get(row[place]!) ?? []), place]);
  const pitch = SIZES.layer[0] + COLUMN_GAP;
  for (const places of byRow.values())
    places.forEach((place, index) => {
      x[place] = x[first]! + (index - (places.length - 1) / 2) * pitch;
    });
}

function bracketOf(fold: Fold, { itemOf }: Scene, boxes: ReadonlyMap<string, Box>): Bracket {
  const { period, times } = fold.repeat;
  const covered = fold.nodes.map(({ id }) => boxes.get(itemOf.get(id)!)!);
  const ticks = Array.from({ length: times - 1 }, (_, index) => {
    const [above, below] = [covered[(index + 1) * period - 1]!, covered[(index + 1) * period]!];
    return Math.round((above.top + above.height + below.top) / 2);
  });
  return {
    fold,
    left: Math.min(...covered.map(({ left }) => left)) - BRACKET_GAP,
    top: Math.min(...covered.map(({ top }) => top)),
    bottom: Math.max(...covered.map(({ top, height }) => top + height)),
    ticks,
  };
}

function boundsOf(boxes: readonly Box[], routes: readonly Route[], brackets: readonly Bracket[]): Box {
  let [left, right, bottom] = [0, 0, 0];
  for (const box of [...boxes, ...routes.flatMap(({ label, reach }) => (label ? [label, reach] : [reach]))]) {
    left = Math.min(left, box.left);
    right = Math.max(right, box.left + box.width);
    bottom = Math.max(bottom, box.top + box.height);
  }
  for (const bracket of brackets) left = Math.min(left, bracket.left);
  return { left, top: 0, width: right - left, height: bottom };
}

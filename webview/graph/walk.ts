/** Where the keyboard leads from one item of the graph to another: along connections, and to neighbours. */
import type { Box, Layout } from "./layout";
import type { Scene } from "./scene";

export type Move = "up" | "down" | "left" | "right" | "first" | "last";

export const moveOf: Readonly<Record<string, Move>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
};

/** The item to go to, or the same when there is none that way. */
export function walk(scene: Scene, layout: Layout, from: string, move: Move): string {
  const { items, links } = scene;
  if (move === "first") return items[0]!.key;
  if (move === "last") return items.at(-1)!.key;
  if (move === "left" || move === "right") return beside(layout.boxes, from, move === "left" ? -1 : 1);

  const ends =
    move === "down"
      ? links.filter((link) => link.from === from).map(({ to }) => to)
      : links.filter((link) => link.to === from).map((link) => link.from);
  const here = center(layout.boxes.get(from)!);
  const straightest = nearest(ends, layout.boxes, (box) => Math.abs(center(box).x - here.x));
  if (straightest !== undefined) return straightest;
  // Parts that are not connected still follow each other.
  const place = items.findIndex(({ key }) => key === from);
  return items[place + (move === "down" ? 1 : -1)]?.key ?? from;
}

/** The nearest item to the left or right, at about the same height. */
function beside(boxes: ReadonlyMap<string, Box>, from: string, side: -1 | 1): string {
  const own = boxes.get(from)!;
  const here = center(own);
  const candidates = [...boxes.keys()].filter((key) => {
    const box = boxes.get(key)!;
    const away = (center(box).x - here.x) * side;
    return away > own.width / 2 && Math.abs(center(box).y - here.y) < 3 * own.height;
  });
  const distance = (box: Box): number => Math.abs(center(box).x - here.x) + 3 * Math.abs(center(box).y - here.y);
  return nearest(candidates, boxes, distance) ?? from;
}

function nearest(
  keys: readonly string[],
  boxes: ReadonlyMap<string, Box>,
  distance: (box: Box) => number,
): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const key of keys) {
    const away = distance(boxes.get(key)!);
    if (away < least) [best, least] = [key, away];
  }
  return best;
}

const center = ({ left, top, width, height }: Box): { readonly x: number; readonly y: number } => ({
  x: left + width / 2,
  y: top + height / 2,
});

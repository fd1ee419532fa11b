/** How edges run: out of a card's lower side, straight past the rows between, into another card's upper side. */
import type { Box } from "./layout";
import type { Scene } from "./scene";
import type { Step } from "./segments";

/** Where a link passes each of the rows between its ends, from left. */
export type Lane = readonly number[];

export interface Route {
  readonly from: string;
  readonly to: string;
  /** SVG path data. */
  readonly path: string;
  /** The point that the arrow touches. */
  readonly end: readonly [x: number, y: number];
  /** The shape that flows here, told where branches join. */
  readonly label?: Box & { readonly text: string };
  /** What the path covers. */
  readonly reach: Box;
}

interface Column {
  readonly x: number;
  readonly row: number;
  readonly width: number;
}
interface Span {
  readonly top: number;
  readonly bottom: number;
}

const PORT_DISTANCE = 22;
const ARROW = 7;
const LABEL_HEIGHT = 16;
const LABEL_ROW = 20;
const LABEL_CHARACTER = 6.6;

/**
 * First the distances between rows, which depend on the labels that stand there; then, once rows have their places, the paths.
 */
export function routeLinks(
  { links, items }: Scene,
  steps: readonly Step[],
  columns: readonly Column[],
  lanes: readonly Lane[],
  /** After each row, when no label stands there. */
  least: readonly number[],
) {
  const incoming: number[][] = items.map(() => []);
  const outgoing: number[][] = items.map(() => []);
  steps.forEach(({ from, to }, index) => {
    outgoing[from]!.push(index);
    incoming[to]!.push(index);
  });
  const before = (index: number): number => lanes[index]!.at(-1) ?? columns[steps[index]!.from]!.x;
  const after = (index: number): number => lanes[index]![0] ?? columns[steps[index]!.to]!.x;
  const leaving = ports(outgoing, columns, after);
  const entering = ports(incoming, columns, before);

  const joins = (index: number): boolean => incoming[steps[index]!.to]!.length > 1;
  const labels = placeLabels(
    links.flatMap(({ shape, count }, index) =>
      joins(index) && shape !== undefined
        ? [
            {
              index,
              text: count > 1 ? `${count} × ${shape}` : shape,
              row: columns[steps[index]!.to]!.row,
              x: before(index),
            },
          ]
        : [],
    ),
  );
  const gaps = [...least];
  for (const { row, line } of labels.values())
    gaps[row - 1] = Math.max(gaps[row - 1]!, least[row - 1]! + (line + 1) * LABEL_ROW);

  const finish = (boxes: readonly Box[], rows: readonly Span[]): Route[] =>
    links.map(({ from, to }, index) => {
      const step = steps[index]!;
      const [source, target] = [boxes[step.from]!, boxes[step.to]!];
      const points: { readonly x: number; readonly top: number; readonly bottom: number }[] = lanes[index]!.map(
        (x, at) => ({
          x: Math.round(x) + 0.5,
          ...rows[columns[step.from]!.row + 1 + at]!,
        }),
      );
      const x1 = Math.round(columns[step.from]!.x + leaving.get(index)!) + 0.5;
      const x2 = Math.round(columns[step.to]!.x + entering.get(index)!) + 0.5;
      const y1 = source.top + source.height;
      const y2 = target.top - 1;
      const label = labels.get(index);
      // Above its label an edge keeps straight, so that the label stands on it.
      const straight = label ? rows[label.row - 1]!.bottom + (label.line + 1) * LABEL_ROW : undefined;
      const stops = [{ x: x1, top: y1, bottom: y1 }, ...points, { x: x2, top: y2 - ARROW, bottom: y2 - ARROW }];
      if (straight !== undefined) {
        const last = stops.at(-2)!;
        stops[stops.length - 2] = { ...last, bottom: Math.max(last.bottom, straight) };
      }
      return {
        from,
        to,
        path: pathThrough(stops),
        end: [x2, y2] as const,
        reach: reachOf(stops),
        ...(label && {
          label: {
            text: label.text,
            left: Math.round(label.x - label.width / 2),
            top: rows[label.row - 1]!.bottom + label.line * LABEL_ROW + (LABEL_ROW - LABEL_HEIGHT) / 2 + 2,
            width: label.width,
            height: LABEL_HEIGHT,
          },
        }),
      };
    });
  return { gaps, finish };
}

/**
 * Where along a card's side each link leaves or enters, from the middle: straight links in the middle, others beside it in the
 * order in which they come.
 */
function ports(
  linksOf: readonly (readonly number[])[],
  columns: readonly Column[],
  beyond: (link: number) => number,
): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  linksOf.forEach((links, place) => {
    const { x, width } = columns[place]!;
    const sorted = [...links].sort((a, b) => beyond(a) - beyond(b));
    const straight = sorted.findIndex((link) => Math.abs(beyond(link) - x) < 1);
    const middle = straight >= 0 ? straight : (sorted.length - 1) / 2;
    const distance = Math.min(PORT_DISTANCE, (width - 40) / Math.max(1, 2 * sorted.length));
    sorted.forEach((link, index) => offsets.set(link, (index - middle) * distance));
  });
  return offsets;
}

interface Label {
  readonly index: number;
  readonly text: string;
  readonly row: number;
  readonly x: number;
}

/** Labels of one gap in as few lines as possible without touching. */
function placeLabels(wanted: readonly Label[]): Map<number, Label & { readonly line: number; readonly width: number }> {
  const placed = new Map<number, Label & { readonly line: number; readonly width: number }>();
  const ends = new Map<number, number[]>();
  for (const label of [...wanted].sort((a, b) => a.x - b.x)) {
    const width = Math.round(label.text.length * LABEL_CHARACTER + 12);
    const lines = ends.get(label.row) ?? [];
    ends.set(label.row, lines);
    const left = label.x - width / 2;
    const free = lines.findIndex((end) => end + 6 <= left);
    const line = free >= 0 ? free : lines.length;
    lines[line] = left + width;
    placed.set(label.index, { ...label, line, width });
  }
  return placed;
}

interface Stop {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Straight along every stop, curved between them. */
function pathThrough(stops: readonly Stop[]): string {
  let path = "";
  let before: Stop | undefined;
  for (const stop of stops) {
    if (!before) path = `M${stop.x},${stop.top}`;
    else if (stop.x !== before.x) {
      const middle = (before.bottom + stop.top) / 2;
      path += `C${before.x},${middle} ${stop.x},${middle} ${stop.x},${stop.top}`;
    }
    path += `V${stop.bottom}`;
    before = stop;
  }
  return path;
}

function reachOf(stops: readonly Stop[]): Box {
  const left = Math.min(...stops.map(({ x }) => x));
  const right = Math.max(...stops.map(({ x }) => x));
  const [top, bottom] = [stops[0]!.top, stops.at(-1)!.bottom + ARROW];
  return { left, top, width: right - left, height: bottom - top };
}

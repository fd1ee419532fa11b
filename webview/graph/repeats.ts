/**
 * Blocks of layers that a model repeats, so that a long one can be shown folded. A block counts as repeated when its layers
 * have the same types and are connected in the same way, and when the whole run has one way in and one way out.
 */
import type { PictureEdge, PictureNode } from "../../src/protocol/graphView";

/** `times` blocks of `period` nodes each, from the `start`-th node of the picture on. */
export interface Repeat {
  readonly start: number;
  readonly period: number;
  readonly times: number;
}

const LONGEST_BLOCK = 64;
const FEWEST_NODES = 4;

export function findRepeats(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Repeat[] {
  const place = new Map(nodes.map(({ id }, index) => [id, index]));
  const inputs: number[][] = nodes.map(() => []);
  const outputs: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    const [source, target] = [place.get(from), place.get(to)];
    if (source === undefined || target === undefined) continue;
    inputs[target]!.push(source);
    outputs[source]!.push(target);
  }
  // Two nodes are alike when they have the same type and their inputs are as far away.
  const alike = nodes.map(({ type }, index) =>
    [type, ...inputs[index]!.map((from) => index - from).sort((a, b) => a - b)].join(" "),
  );
  const runs = runLengths(alike);

  const timesAt = (start: number, period: number): number =>
    1 + Math.floor((runs[period - 1]?.[start] ?? 0) / Math.max(1, period));
  const closed = ({ start, period, times }: Repeat): boolean => {
    const end = start + period * times;
    const within = (index: number): boolean => index >= start && index < end;
    const entries = new Set<number>();
    for (let index = start; index < end; index++) {
      for (const from of inputs[index]!) if (!within(from)) entries.add(from);
      if (index < end - 1 && outputs[index]!.some((to) => !within(to))) return false;
    }
    return entries.size <= 1;
  };
  /** The same run may be cut into blocks at several places; a block that begins with a kernel reads best. */
  const wellCut = (repeat: Repeat): Repeat => {
    for (let shift = 0; shift < repeat.period; shift++) {
      const shifted = { ...repeat, start: repeat.start + shift };
      if (timesAt(shifted.start, shifted.period) < repeat.times) break;
      if (nodes[shifted.start]!.kind === "kernel" && closed(shifted)) return shifted;
    }
    return repeat;
  };

  const found: Repeat[] = [];
  for (let start = 0; start < nodes.length; start++) {
    const candidates = runs
      .flatMap((_, index): Repeat[] => {
        const period = index + 1;
        const times = timesAt(start, period);
        const many = times >= (period === 1 ? 3 : 2) && times * period >= FEWEST_NODES;
        return many ? [{ start, period, times }] : [];
      })
      .sort((a, b) => b.period * b.times - a.period * a.times || a.period - b.period);
    const repeat = candidates.find(closed);
    if (!repeat) continue;
    const chosen = wellCut(repeat);
    found.push(chosen);
    start = chosen.start + chosen.period * chosen.times - 1;
  }
  return found;
}

/** For each period: how many nodes in a row, from each place on, are like the one a period later. */
function runLengths(alike: readonly string[]): Int32Array[] {
  const longest = Math.min(LONGEST_BLOCK, Math.floor(alike.length / 2));
  return Array.from({ length: longest }, (_, index) => {
    const period = index + 1;
    const run = new Int32Array(alike.length);
    for (let at = alike.length - period - 1; at >= 0; at--)
      run[at] = alike[at] === alike[at + period] ? run[at + 1]! + 1 : 0;
    return run;
  });
}

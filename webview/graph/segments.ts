/**
 * Where a graph can be cut into pieces that are laid out one below the other. Networks are mostly blocks in a row, so the
 * pieces are small, laying out takes time in proportion to the number of layers, and all cuts stand on one straight line.
 */
export interface Step {
  readonly from: number;
  readonly to: number;
}

/**
 * The places that no step jumps over, in order, first and last included. Steps run from lower to higher places; a piece is all
 * places from one cut to the next.
 */
export function findCuts(count: number, steps: readonly Step[]): number[] {
  const farthest = new Int32Array(count).fill(-1);
  for (const { from, to } of steps) farthest[from] = Math.max(farthest[from]!, to);
  const cuts: number[] = [];
  let reached = 0;
  for (let place = 0; place < count; place++) {
    if (reached <= place || place === count - 1) cuts.push(place);
    reached = Math.max(reached, farthest[place]!);
  }
  return cuts;
}

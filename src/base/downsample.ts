/**
 * Fewer points that draw the same line: largest-triangle-three-buckets (S. Steinarsson, "Downsampling time series for visual
 * representation", 2013). First and last point stay; of each bucket between them the point stays that spans the largest
 * triangle with the one kept before and the mean of the next bucket. Values that are not finite are left out.
 */
export function downsample(x: ArrayLike<number>, y: ArrayLike<number>, most: number): Uint32Array {
  const finite: number[] = [];
  for (let i = 0; i < y.length; i++) if (Number.isFinite(y[i])) finite.push(i);
  if (finite.length <= Math.max(2, most)) return Uint32Array.from(finite);

  const kept = new Uint32Array(Math.max(2, most));
  const buckets = kept.length - 2;
  const width = (finite.length - 2) / buckets;
  const startOf = (bucket: number): number => Math.min(1 + Math.floor(bucket * width), finite.length - 1);
  let last = finite[0]!;
  kept[0] = last;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [begin, end, nextEnd] = [startOf(bucket), startOf(bucket + 1), startOf(bucket + 2)];
    let meanX = 0;
    let meanY = 0;
    const following = Math.max(1, nextEnd - end);
    for (let i = end; i < end + following; i++) {
      meanX += x[finite[i]!]! / following;
      meanY += y[finite[i]!]! / following;
    }
    let largest = -1;
    let chosen = finite[begin]!;
    for (let i = begin; i < end; i++) {
      const at = finite[i]!;
      const area = Math.abs((x[last]! - meanX) * (y[at]! - y[last]!) - (x[last]! - x[at]!) * (meanY - y[last]!));
      if (area > largest) {
        largest = area;
        chosen = at;
      }
    }
    kept[bucket + 1] = chosen;
    last = chosen;
  }
  kept[kept.length - 1] = finite.at(-1)!;
  return kept;
}

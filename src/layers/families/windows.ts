/** Windows that sound is cut by: weights that fall off towards both ends, under SciPy's names. */

/** a0 − a1·cos t + a2·cos 2t − …, with t from 0 to 2π. */
const cosines =
  (...amounts: readonly number[]) =>
  (share: number): number =>
    amounts.reduce((sum, amount, i) => sum + (i % 2 === 0 ? amount : -amount) * Math.cos(2 * Math.PI * i * share), 0);

/** By how far a place is from the first to the last, and how many places there are. */
const windows: Readonly<Record<string, (share: number, count: number) => number>> = {
  boxcar: () => 1,
  bartlett: (share) => 1 - Math.abs(2 * share - 1),
  blackman: cosines(0.42, 0.5, 0.08),
  blackmanharris: cosines(0.35875, 0.48829, 0.14128, 0.01168),
  cosine: (share, count) => Math.sin((Math.PI * (share * (count - 1) + 0.5)) / count),
  flattop: cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
  hamming: cosines(0.54, 0.46),
  hann: cosines(0.5, 0.5),
  nuttall: cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411),
  ones: () => 1,
  rect: () => 1,
  triang: (share, count) => {
    const [place, middle] = [share * (count - 1), (count - 1) / 2];
    return 1 - Math.abs(place - middle) / (count % 2 === 0 ? count / 2 : (count + 1) / 2);
  },
};

export const isWindow = (name: string): boolean => Object.hasOwn(windows, name);

/** So many weights; `periodic` ones go on as they begin, others are the same from both ends. */
export function windowOf(name: string, count: number, periodic: boolean): readonly number[] {
  if (count === 1) return [1];
  const all = periodic ? count + 1 : count;
  return Array.from({ length: count }, (_, i) => windows[name]!(i / (all - 1), all));
}

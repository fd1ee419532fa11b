/** Resizing along one axis as a linear map: each new place is a weighted sum of few old ones. */
import { mapOf, type AxisMap } from "../../ops/alongAxis";

export type Interpolation = "nearest" | "bilinear" | "bicubic" | "lanczos3" | "lanczos5";

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos =
  (lobes: number) =>
  (x: number): number =>
    Math.abs(x) < lobes ? sinc(x) * sinc(x / lobes) : 0;

/** Keys 1981, with the slope −0.5 at the neighbours. */
const cubic = (x: number): number => {
  const a = Math.abs(x);
  if (a < 1) return (1.5 * a - 2.5) * a * a + 1;
  return a < 2 ? ((-0.5 * a + 2.5) * a - 4) * a + 2 : 0;
};

/** How much an old place counts by its distance, and how far that reaches. */
const kernels = {
  bilinear: { reach: 1, at: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { reach: 2, at: cubic },
  lanczos3: { reach: 3, at: lanczos(3) },
  lanczos5: { reach: 5, at: lanczos(5) },
} as const;

/** From `from` places to `to`. Places are the middles of pixels; weights outside are shared by those inside. */
export function interpolation(kind: Interpolation, from: number, to: number, antialias = false): AxisMap {
  const ratio = from / to;
  if (kind === "nearest")
    return mapOf(Array.from({ length: to }, (_, i) => [[Math.min(from - 1, Math.floor((i + 0.5) * ratio)), 1]]));
  const { reach, at } = kernels[kind];
  const wide = antialias ? Math.max(1, ratio) : 1;
  return mapOf(
    Array.from({ length: to }, (_, i) => {
      const centre = (i + 0.5) * ratio - 0.5;
      const terms: [number, number][] = [];
      const first = Math.max(0, Math.ceil(centre - reach * wide));
      const last = Math.min(from - 1, Math.floor(centre + reach * wide));
      for (let place = first; place <= last; place++) terms.push([place, at((place - centre) / wide)]);
      const sum = terms.reduce((total, [, weight]) => total + weight, 0);
      return terms.map(([place, weight]) => [place, weight / sum] as const).filter(([, weight]) => weight !== 0);
    }),
  );
}

import { defineOp, sizeOf, type Value } from "./op";

/**
 * A linear map along one axis, as rows of few numbers: y's place i = Σ weights[t] · x's place places[t] for t from starts[i] to
 * starts[i + 1]. A place without terms is 0. Padding, cropping, reversing, repeating and interpolating are all of this kind.
 */
export interface AxisMap {
  readonly starts: readonly number[];
  readonly places: readonly number[];
  readonly weights: readonly number[];
}
type Attrs = AxisMap & { readonly axis: number } & Readonly<Record<string, number | readonly number[]>>;

const op = defineOp<"x", Attrs>({
  name: "alongAxis",
  shape: ({ x }, { axis, starts }) => x.map((size, i) => (i === axis ? starts.length - 1 : size)),
  reference(y, { x }, { axis, starts, places, weights }) {
    const inner = sizeOf(x.shape.slice(axis + 1));
    const [from, to] = [x.shape[axis]!, y.shape[axis]!];
    y.data.fill(0);
    for (let outer = 0; outer < sizeOf(x.shape.slice(0, axis)); outer++)
      for (let i = 0; i < to; i++)
        for (let t = starts[i]!; t < starts[i + 1]!; t++)
          for (let k = 0; k < inner; k++)
            y.data[(outer * to + i) * inner + k]! += weights[t]! * x.data[(outer * from + places[t]!) * inner + k]!;
  },
  gradient: {
    x: (dy, { x }, y): Value => {
      const attrs = y.attrs as Attrs;
      return along(dy, attrs.axis, transposed(attrs, x.shape[attrs.axis]!));
    },
  },
});

/** The map of the gradient: the same terms, gathered by the place that they come from. */
function transposed({ starts, places, weights }: AxisMap, size: number): AxisMap {
  const rows = Array.from({ length: size }, (): [number, number][] => []);
  for (let i = 0; i + 1 < starts.length; i++)
    for (let t = starts[i]!; t < starts[i + 1]!; t++) rows[places[t]!]!.push([i, weights[t]!]);
  return mapOf(rows);
}

/** From the terms of each place: pairs of a place in x and its weight. */
export function mapOf(rows: readonly (readonly (readonly [place: number, weight: number])[])[]): AxisMap {
  const starts = [0];
  for (const row of rows) starts.push(starts[starts.length - 1]! + row.length);
  return {
    starts,
    places: rows.flatMap((row) => row.map(([place]) => place)),
    weights: rows.flatMap((row) => row.map(([, weight]) => weight)),
  };
}

/** The map along an axis, counted from the front. */
export const along = (x: Value, axis: number, { starts, places, weights }: AxisMap): Value =>
  op({ x }, { axis, starts, places, weights });

/** x's places along an axis in the order given; −1 stands for zeros. */
export const take = (x: Value, axis: number, places: readonly number[]): Value =>
  places.length === x.shape[axis] && places.every((place, i) => place === i)
    ? x
    : along(x, axis, mapOf(places.map((place) => (place < 0 ? [] : [[place, 1]]))));

/** Zeros before and after, or fewer places where a number is negative. */
export const pad = (x: Value, axis: number, before: number, after: number): Value => {
  const size = x.shape[axis]!;
  return take(
    x,
    axis,
    Array.from({ length: before + size + after }, (_, i) => (i >= before && i < before + size ? i - before : -1)),
  );
};

/** The other way round. */
export const reverse = (x: Value, axis: number): Value =>
  take(
    x,
    axis,
    Array.from({ length: x.shape[axis]! }, (_, i) => x.shape[axis]! - 1 - i),
  );

/** What the layers share that give images of a size that is said. */
import type { Dim, Shape } from "../../model/shape";
import { along, pad } from "../../ops/alongAxis";
import type { Value } from "../../ops/op";
import { ShapeError } from "../layer";
import { interpolation, type Interpolation } from "./interpolation";
import { placesOf, shapeOf, type DataFormat } from "./spatial";

interface Sized {
  readonly height: Dim;
  readonly width: Dim;
  readonly data_format: DataFormat | null;
}

export function sizedShape(x: Shape, { height, width, data_format }: Sized): Shape | ShapeError {
  const places = placesOf(x, 2, data_format);
  return places instanceof ShapeError ? places : shapeOf({ ...places, sizes: [height, width] }, data_format);
}

/** x [batch, height, width, channels] at another size. */
export function resized(x: Value, height: number, width: number, kind: Interpolation, antialias = false): Value {
  return [height, width].reduce((value, to, i) => {
    const from = value.shape[i + 1]!;
    return from === to ? value : along(value, i + 1, interpolation(kind, from, to, antialias));
  }, x);
}

/** The middle of x, cut to the size. */
export function croppedToMiddle(x: Value, height: number, width: number): Value {
  return [height, width].reduce((value, to, i) => {
    const spare = value.shape[i + 1]! - to;
    const before = Math.floor(spare / 2);
    return spare === 0 ? value : pad(value, i + 1, -before, before - spare);
  }, x);
}

/** The largest size of the proportions given that fits into x, and the smallest that x fits into. */
export function proportions(x: Value, height: number, width: number) {
  const [rows, columns] = [x.shape[1]!, x.shape[2]!];
  const wide = columns * height > rows * width;
  const cut = wide ? [rows, Math.floor((rows * width) / height)] : [Math.floor((columns * height) / width), columns];
  const whole = wide ? [Math.floor((columns * height) / width), columns] : [rows, Math.floor((rows * width) / height)];
  return { cut: cut as [number, number], whole: whole as [number, number] };
}

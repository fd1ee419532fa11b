/** Images seen through an affine map, one for each image: turned, moved, stretched, slanted. */
import { defineOp, type Tensor, type Value } from "./op";

/** What stands outside an image, in the order that the kernel numbers them. */
export const fillModes = ["constant", "nearest", "wrap", "reflect", "mirror"] as const;
export type FillMode = (typeof fillModes)[number];

export interface Warp {
  /** Of the output. */
  readonly height: number;
  readonly width: number;
  readonly mode: FillMode;
  /** What stands outside with the mode “constant”. */
  readonly fill: number;
  /** Between four pixels, or the nearest of them. */
  readonly smooth: boolean;
}
type Attrs = Warp & Readonly<Record<string, number | string | boolean>>;

/**
 * y at (column, row) = x at (m0·column + m1·row + m2, m3·column + m4·row + m5), with m of the image; x [batch, height, width, channels],
 * m [batch, 6].
 */
const forward = defineOp<"x" | "m", Attrs>({
  name: "warp",
  shape: ({ x }, { height, width }) => [x[0]!, height, width, x[3]!],
  reference(y, { x, m }, attrs) {
    const channels = x.shape[3]!;
    eachTap(y, x, m, attrs, (to, from, weight, first) => {
      for (let c = 0; c < channels; c++) {
        const value = from < 0 ? attrs.fill : x.data[from + c]!;
        y.data[to + c] = (first ? 0 : y.data[to + c]!) + weight * value;
      }
    });
  },
  gradient: {
    x: (dy, { x, m }, y): Value =>
      backward({ dy, m }, { ...(y.attrs as Attrs), rows: x.shape[1]!, columns: x.shape[2]! }),
    m: "none",
  },
});

type BackAttrs = Attrs & { readonly rows: number; readonly columns: number };

/** dx [batch, rows, columns, channels]: each number of dy goes back to the pixels that it came from. */
const backward = defineOp<"dy" | "m", BackAttrs>({
  name: "warpGradient",
  shape: ({ dy }, { rows, columns }) => [dy[0]!, rows, columns, dy[3]!],
  reference(dx, { dy, m }, attrs) {
    const channels = dy.shape[3]!;
    dx.data.fill(0);
    eachTap(dy, dx, m, attrs, (to, from, weight) => {
      if (from >= 0) for (let c = 0; c < channels; c++) dx.data[from + c]! += weight * dy.data[to + c]!;
    });
  },
  gradient: { dy: "none", m: "none" },
});

/** For each pixel of `y` the pixels of `x` that it is made of: where both begin (from is −1 outside), and how much each counts. */
function eachTap(
  y: Tensor,
  x: Tensor,
  m: Tensor,
  { mode, smooth }: Warp,
  visit: (to: number, from: number, weight: number, first: boolean) => void,
): void {
  const [batch, height, width, channels] = y.shape as [number, number, number, number];
  const [, rows, columns] = x.shape as [number, number, number, number];
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const [a, b, c, d, e, f] = m.data.subarray(image * 6, image * 6 + 6);
        const across = a! * column + b! * row + c!;
        const down = d! * column + e! * row + f!;
        const [left, top] = smooth ? [Math.floor(across), Math.floor(down)] : [nearest(across), nearest(down)];
        const to = ((image * height + row) * width + column) * channels;
        const at = (i: number, j: number): number => {
          const [inRow, inColumn] = [inside(i, rows, mode), inside(j, columns, mode)];
          return inRow < 0 || inColumn < 0 ? -1 : ((image * rows + inRow) * columns + inColumn) * channels;
        };
        if (!smooth) visit(to, at(top, left), 1, true);
        else {
          const [right, below] = [across - left, down - top];
          visit(to, at(top, left), (1 - below) * (1 - right), true);
          visit(to, at(top, left + 1), (1 - below) * right, false);
          visit(to, at(top + 1, left), below * (1 - right), false);
          visit(to, at(top + 1, left + 1), below * right, false);
        }
      }
}

/** Halves go away from 0. */
export const nearest = (place: number): number => Math.sign(place) * Math.floor(Math.abs(place) + 0.5);

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

/** The pixel that stands for one outside; −1 for the filling. */
export function inside(place: number, size: number, mode: FillMode): number {
  if (place >= 0 && place < size) return place;
  switch (mode) {
    case "constant":
      return -1;
    case "nearest":
      return place < 0 ? 0 : size - 1;
    case "wrap":
      return modulo(place, size);
    case "reflect": {
      const folded = modulo(place, 2 * size);
      return folded < size ? folded : 2 * size - 1 - folded;
    }
    case "mirror": {
      if (size === 1) return 0;
      const folded = modulo(place, 2 * size - 2);
      return folded < size ? folded : 2 * size - 2 - folded;
    }
  }
}

export const warp = (x: Value, m: Value, { height, width, mode, fill, smooth }: Warp): Value =>
  forward({ x, m }, { height, width, mode, fill, smooth });

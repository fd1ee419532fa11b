/** Images seen at places of any kind, one for each pixel of the output: bent, or from another side. */
import { defineOp, type Tensor, type Value } from "./op";
import { inside, nearest, type FillMode } from "./warp";

export interface Sampling {
  readonly mode: FillMode;
  /** What stands outside with the mode “constant”. */
  readonly fill: number;
  /** Between four pixels, or the nearest of them. */
  readonly smooth: boolean;
}
type Attrs = Sampling & Readonly<Record<string, number | string | boolean>>;

/** y at a pixel = x at (down, across) of that pixel; x [batch, rows, columns, channels], down and across [batch, height, width]. */
const forward = defineOp<"x" | "down" | "across", Attrs>({
  name: "sample",
  shape: ({ x, down }) => [...down, x[3]!],
  reference(y, { x, down, across }, { mode, fill, smooth }) {
    const channels = x.shape[3]!;
    y.data.fill(0);
    eachTap(x, down, across, mode, smooth, (pixel, from, weight) => {
      for (let c = 0; c < channels; c++)
        y.data[pixel * channels + c]! += weight * (from < 0 ? fill : x.data[from + c]!);
    });
  },
  gradient: {
    x: (dy, { x, down, across }, y): Value =>
      backward({ dy, down, across }, { ...(y.attrs as Attrs), rows: x.shape[1]!, columns: x.shape[2]! }),
    down: "none",
    across: "none",
  },
});

/** dx [batch, rows, columns, channels]: each number of dy goes back to the pixels that it came from. */
const backward = defineOp<"dy" | "down" | "across", Attrs & { readonly rows: number; readonly columns: number }>({
  name: "sampleGradient",
  shape: ({ dy }, { rows, columns }) => [dy[0]!, rows, columns, dy[3]!],
  reference(dx, { dy, down, across }, { mode, smooth }) {
    const channels = dy.shape[3]!;
    dx.data.fill(0);
    eachTap(dx, down, across, mode, smooth, (pixel, from, weight) => {
      if (from < 0) return;
      for (let c = 0; c < channels; c++) dx.data[from + c]! += weight * dy.data[pixel * channels + c]!;
    });
  },
  gradient: { dy: "none", down: "none", across: "none" },
});

/** For each pixel of the output those of `x` that it is made of: where they begin (−1 outside), and how much each counts. */
function eachTap(
  x: Tensor,
  down: Tensor,
  across: Tensor,
  mode: FillMode,
  smooth: boolean,
  visit: (pixel: number, from: number, weight: number) => void,
): void {
  const [batch, rows, columns, channels] = x.shape as readonly [number, number, number, number];
  const pixels = down.data.length / batch;
  down.data.forEach((row, pixel) => {
    const column = across.data[pixel]!;
    const image = Math.floor(pixel / pixels);
    const tap = (i: number, j: number, weight: number): void => {
      const [inRow, inColumn] = [inside(i, rows, mode), inside(j, columns, mode)];
      const isOutside = inRow < 0 || inColumn < 0;
      visit(pixel, isOutside ? -1 : ((image * rows + inRow) * columns + inColumn) * channels, weight);
    };
    if (!smooth) {
      tap(nearest(row), nearest(column), 1);
      return;
    }
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [below, right] = [row - top, column - left];
    tap(top, left, (1 - below) * (1 - right));
    tap(top, left + 1, (1 - below) * right);
    tap(top + 1, left, below * (1 - right));
    tap(top + 1, left + 1, below * right);
  });
}

export const sample = (x: Value, down: Value, across: Value, { mode, fill, smooth }: Sampling): Value =>
  forward({ x, down, across }, { mode, fill, smooth });

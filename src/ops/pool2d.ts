import { places } from "./conv2d";
import { defineOp, type Sizes, type Tensor, type Value } from "./op";

/** A window of `size` that moves by `strides`; pads are rows above, rows below, columns left, columns right. */
export interface Pool {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}
type Attrs = Pool & Readonly<Record<string, readonly number[]>>;

export const pooledShape = (x: Sizes, { size, strides, pads }: Pool): Sizes => [
  x[0]!,
  places(x[1]! + pads[0] + pads[1], size[0], strides[0], 1),
  places(x[2]! + pads[2] + pads[3], size[1], strides[1], 1),
  x[3]!,
];

/** y = the largest x of each window, channel by channel. Padding never wins. */
const max = defineOp<"x", Attrs>({
  name: "maxPool2d",
  shape: ({ x }, attrs) => pooledShape(x, attrs),
  reference(y, { x }, attrs) {
    eachWindow(y, x.shape, attrs, (inY, members) => {
      let best = -Infinity;
      for (const inX of members) if (x.data[inX]! > best || Number.isNaN(x.data[inX]!)) best = x.data[inX]!;
      y.data[inY] = best;
    });
  },
  gradient: { x: (dy, { x }, y): Value => maxGradient({ dy, x, y }, y.attrs as Attrs) },
});

/** The gradient goes to the first place of the window (row by row) that has the largest value. */
const maxGradient = defineOp<"dy" | "x" | "y", Attrs>({
  name: "maxPool2dGradient",
  shape: ({ x }) => x,
  reference(dx, { dy, x, y }, attrs) {
    dx.data.fill(0);
    eachWindow(y, x.shape, attrs, (inY, members) => {
      const winner = members.find((inX) => x.data[inX] === y.data[inY]);
      if (winner !== undefined) dx.data[winner]! += dy.data[inY]!;
    });
  },
  gradient: { dy: "none", x: "none", y: "none" },
});

/** y = the mean x of each window, channel by channel. Padding is not counted. */
const average = defineOp<"x", Attrs>({
  name: "averagePool2d",
  shape: ({ x }, attrs) => pooledShape(x, attrs),
  reference(y, { x }, attrs) {
    eachWindow(y, x.shape, attrs, (inY, members) => {
      y.data[inY] = members.reduce((sum, inX) => sum + x.data[inX]!, 0) / members.length;
    });
  },
  gradient: {
    x: (dy, { x }, y): Value => averageGradient({ dy }, { ...(y.attrs as Attrs), places: [x.shape[1]!, x.shape[2]!] }),
  },
});

const averageGradient = defineOp<"dy", Attrs & { readonly places: readonly number[] }>({
  name: "averagePool2dGradient",
  shape: ({ dy }, { places: [height, width] }) => [dy[0]!, height!, width!, dy[3]!],
  reference(dx, { dy }, attrs) {
    dx.data.fill(0);
    eachWindow(dy, dx.shape, attrs, (inY, members) => {
      for (const inX of members) dx.data[inX]! += dy.data[inY]! / members.length;
    });
  },
  gradient: { dy: "none" },
});

/** Calls back for every output with the places of x that its window covers. */
export function eachWindow(
  y: Tensor,
  x: Sizes,
  { size, strides, pads }: Pool,
  visit: (inY: number, members: readonly number[]) => void,
): void {
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [, yHeight, yWidth] = y.shape as [number, number, number, number];
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < yHeight; r++)
      for (let c = 0; c < yWidth; c++)
        for (let channel = 0; channel < channels; channel++) {
          const members: number[] = [];
          for (let i = 0; i < size[0]; i++)
            for (let j = 0; j < size[1]; j++) {
              const row = r * strides[0] + i - pads[0];
              const column = c * strides[1] + j - pads[2];
              if (row >= 0 && row < height && column >= 0 && column < width)
                members.push(((b * height + row) * width + column) * channels + channel);
            }
          visit(((b * yHeight + r) * yWidth + c) * channels + channel, members);
        }
}

const attrsOf = ({ size, strides, pads }: Pool): Attrs => ({ size, strides, pads });
/** x [batch, height, width, channels]. */
export const maxPool2d = (x: Value, pool: Pool): Value => max({ x }, attrsOf(pool));
export const averagePool2d = (x: Value, pool: Pool): Value => average({ x }, attrsOf(pool));

import { defineOp, type Tensor, type Value } from "./op";

/** Rows above, rows below, columns left, columns right. */
export type Pads = readonly [number, number, number, number];

/** y = x [batch, height, width, channels] with zeros around it. */
const pad = defineOp<"x", { readonly pads: readonly number[] }>({
  name: "pad2d",
  shape: ({ x }, { pads }) => [x[0]!, x[1]! + pads[0]! + pads[1]!, x[2]! + pads[2]! + pads[3]!, x[3]!],
  reference(y, { x }, { pads }) {
    y.data.fill(0);
    eachInside(x, y, pads, (inX, inY) => (y.data[inY] = x.data[inX]!));
  },
  gradient: { x: (dy, _, y): Value => crop2d(dy, y.attrs["pads"] as Pads) },
});

/** y = x without its margins. */
const crop = defineOp<"x", { readonly pads: readonly number[] }>({
  name: "crop2d",
  shape: ({ x }, { pads }) => [x[0]!, x[1]! - pads[0]! - pads[1]!, x[2]! - pads[2]! - pads[3]!, x[3]!],
  reference(y, { x }, { pads }) {
    eachInside(y, x, pads, (inY, inX) => (y.data[inY] = x.data[inX]!));
  },
  gradient: { x: (dy, _, y): Value => pad2d(dy, y.attrs["pads"] as Pads) },
});

/** Calls back for every number of the smaller image with its place in the larger. */
function eachInside(
  small: Tensor,
  large: Tensor,
  pads: readonly number[],
  visit: (inSmall: number, inLarge: number) => void,
): void {
  const [batch, height, width, channels] = small.shape as [number, number, number, number];
  const [, largeHeight, largeWidth] = large.shape as [number, number, number, number];
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++)
        for (let channel = 0; channel < channels; channel++)
          visit(
            ((b * height + r) * width + c) * channels + channel,
            ((b * largeHeight + r + pads[0]!) * largeWidth + c + pads[2]!) * channels + channel,
          );
}

export const pad2d = (x: Value, pads: Pads): Value => pad({ x }, { pads });
export const crop2d = (x: Value, pads: Pads): Value => crop({ x }, { pads });

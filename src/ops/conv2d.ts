import { defineOp, type Sizes, type Tensor, type Value } from "./op";

/** How a window moves over rows and columns. Pads are rows above, rows below, columns left, columns right. */
export interface Window {
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}
type Attrs = Window & Readonly<Record<string, number | readonly number[]>>;

/** Number of places that a window of `size` (dilated) takes on `length` padded values. */
export const places = (length: number, size: number, stride: number, dilation: number): number =>
  Math.floor((length - ((size - 1) * dilation + 1)) / stride) + 1;

/**
 * Cross-correlation as Keras's Conv2D: x [batch, height, width, channels], kernel [rows, columns, channels / groups, filters],
 * y [batch, y height, y width, filters]. Output filter f belongs to group ⌊f / (filters / groups)⌋.
 */
const forward = defineOp<"x" | "kernel", Attrs>({
  name: "conv2d",
  shape: ({ x, kernel }, attrs) => conv2dShape(x, kernel, attrs),
  reference(y, { x, kernel }, attrs) {
    y.data.fill(0);
    eachProduct(x.shape, kernel.shape, y.shape, attrs, (inX, inKernel, inY) => {
      y.data[inY]! += x.data[inX]! * kernel.data[inKernel]!;
    });
  },
  gradient: {
    x: (dy, { x, kernel }, y): Value =>
      inputGradient({ dy, kernel }, { ...(y.attrs as Attrs), height: x.shape[1]!, width: x.shape[2]! }),
    kernel: (dy, { x, kernel }, y): Value =>
      kernelGradient({ x, dy }, { ...(y.attrs as Attrs), rows: kernel.shape[0]!, columns: kernel.shape[1]! }),
  },
});

/** d(loss)/dx of `conv2d`. */
const inputGradient = defineOp<"dy" | "kernel", Attrs & { readonly height: number; readonly width: number }>({
  name: "conv2dInputGradient",
  shape: ({ dy, kernel }, { height, width, groups }) => [dy[0]!, height, width, kernel[2]! * groups],
  reference(dx, { dy, kernel }, attrs) {
    dx.data.fill(0);
    eachProduct(dx.shape, kernel.shape, dy.shape, attrs, (inX, inKernel, inY) => {
      dx.data[inX]! += dy.data[inY]! * kernel.data[inKernel]!;
    });
  },
  // The convolution is linear in each input, so the gradients of its gradients are convolutions again.
  gradient: {
    dy: (ddx, { kernel }, dx): Value => forward({ x: ddx, kernel }, windowOf(dx)),
    kernel: (ddx, { dy, kernel }, dx): Value =>
      kernelGradient({ x: ddx, dy }, { ...windowOf(dx), rows: kernel.shape[0]!, columns: kernel.shape[1]! }),
  },
});

/** d(loss)/d(kernel) of `conv2d`. */
const kernelGradient = defineOp<"x" | "dy", Attrs & { readonly rows: number; readonly columns: number }>({
  name: "conv2dKernelGradient",
  shape: ({ x, dy }, { rows, columns, groups }) => [rows, columns, x[3]! / groups, dy[3]!],
  reference(dKernel, { x, dy }, attrs) {
    dKernel.data.fill(0);
    eachProduct(x.shape, dKernel.shape, dy.shape, attrs, (inX, inKernel, inY) => {
      dKernel.data[inKernel]! += x.data[inX]! * dy.data[inY]!;
    });
  },
  gradient: {
    x: (ddKernel, { x, dy }, dKernel): Value =>
      inputGradient({ dy, kernel: ddKernel }, { ...windowOf(dKernel), height: x.shape[1]!, width: x.shape[2]! }),
    dy: (ddKernel, { x }, dKernel): Value => forward({ x, kernel: ddKernel }, windowOf(dKernel)),
  },
});

/** dx where v is above 0, else 0: the gradient of a relu with the result v, before a depthwise convolution. */
const maskedInputGradient = defineOp<
  "dy" | "kernel" | "v",
  Attrs & { readonly height: number; readonly width: number }
>({
  name: "conv2dInputGradientRelu",
  shape: ({ v }) => v,
  reference(dx, { dy, kernel, v }, attrs) {
    dx.data.fill(0);
    eachProduct(dx.shape, kernel.shape, dy.shape, attrs, (inX, inKernel, inY) => {
      if (v.data[inX]! > 0) dx.data[inX]! += dy.data[inY]! * kernel.data[inKernel]!;
    });
  },
  gradient: { dy: "none", kernel: "none", v: "none" },
});

/** `dx`, a gradient of a convolution's input, through the relu before that gave v; undefined where no kernel does both. */
export function throughRelu({ op, inputs, attrs, shape }: Value, v: Value): Value | undefined {
  const { dy, kernel } = inputs;
  if (op.name !== "conv2dInputGradient" || !isDepthwise(shape, dy!.shape, attrs as Attrs)) return undefined;
  return maskedInputGradient({ dy: dy!, kernel: kernel!, v }, attrs as Attrs & { height: number; width: number });
}

const windowOf = ({ attrs }: Value): Attrs => {
  const { strides, dilation, pads, groups } = attrs as Attrs;
  return { strides, dilation, pads, groups };
};

/** Whether each channel has one filter of its own, and channels fill vectors. */
export const isDepthwise = (x: Sizes, y: Sizes, { groups }: Window): boolean =>
  groups === x[3] && y[3] === x[3] && groups % 4 === 0;

export function conv2dShape(x: Sizes, kernel: Sizes, { strides, dilation, pads }: Window): Sizes {
  const height = places(x[1]! + pads[0] + pads[1], kernel[0]!, strides[0], dilation[0]);
  const width = places(x[2]! + pads[2] + pads[3], kernel[1]!, strides[1], dilation[1]);
  return [x[0]!, height, width, kernel[3]!];
}

/** Calls back for every product of the convolution with the three places it joins. */
export function eachProduct(
  x: Tensor["shape"],
  kernel: Tensor["shape"],
  y: Tensor["shape"],
  { strides, dilation, pads, groups }: Window,
  visit: (inX: number, inKernel: number, inY: number) => void,
): void {
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [rows, columns, depth, filters] = kernel as [number, number, number, number];
  const [, yHeight, yWidth] = y as [number, number, number, number];
  for (let b = 0; b < batch; b++)
    for (let r = 0; r < yHeight; r++)
      for (let c = 0; c < yWidth; c++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            const row = r * strides[0] + i * dilation[0] - pads[0];
            const column = c * strides[1] + j * dilation[1] - pads[2];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let f = 0; f < filters; f++)
              for (let d = 0; d < depth; d++) {
                const channel = Math.floor(f / (filters / groups)) * depth + d;
                visit(
                  ((b * height + row) * width + column) * channels + channel,
                  ((i * columns + j) * depth + d) * filters + f,
                  ((b * yHeight + r) * yWidth + c) * filters + f,
                );
              }
          }
}

export const conv2d = (x: Value, kernel: Value, { strides, dilation, pads, groups }: Window): Value =>
  forward({ x, kernel }, { strides, dilation, pads, groups });
/** The gradient of a convolution with respect to its input, as an operation of its own: x [batch, rows, columns, filters]. */
export const conv2dTransposed = (
  x: Value,
  kernel: Value,
  { strides, dilation, pads, groups }: Window,
  height: number,
  width: number,
): Value => inputGradient({ dy: x, kernel }, { strides, dilation, pads, groups, height, width });

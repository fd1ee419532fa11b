/** Convolutions over one, two and three axes by the engine's convolution over two; all tensors have their channels last. */
import { pad, take } from "../../ops/alongAxis";
import { add } from "../../ops/binary";
import { slice } from "../../ops/concatenate";
import { conv2d, conv2dTransposed } from "../../ops/conv2d";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";

/** How a window of any rank moves; margins are what is added before and after each axis. */
export interface Moves {
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly margins: readonly (readonly [number, number])[];
  readonly groups: number;
}

/** A window over two axes from the last two axes of one over one, two or three. */
function lastTwo({ strides, dilation, margins, groups }: Moves) {
  const rank = strides.length;
  const [rows, columns] = rank === 1 ? [undefined, 0] : [rank - 2, rank - 1];
  const of = (list: readonly number[]) => [rows === undefined ? 1 : list[rows]!, list[columns]!] as const;
  return {
    strides: of(strides),
    dilation: of(dilation),
    pads: [...(rows === undefined ? ([0, 0] as const) : margins[rows]!), ...margins[columns]!] as const,
    groups,
  };
}

/** x with an axis of one place before its only spatial one. */
const asImage = (x: Value): Value => reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]);
const asSequence = (y: Value): Value => reshape(y, [y.shape[0]!, ...y.shape.slice(2)]);
const kernelAsImage = (kernel: Value): Value => reshape(kernel, [1, ...kernel.shape]);
/** One plane of a kernel [planes, rows, columns, …]. */
const planeOf = (kernel: Value, plane: number): Value => reshape(slice(kernel, 0, plane, 1), kernel.shape.slice(1));

/** x [batch, places…, channels], kernel [window…, channels / groups, filters]. */
export function convolve(x: Value, kernel: Value, moves: Moves): Value {
  const window = lastTwo(moves);
  if (moves.strides.length === 1) return asSequence(conv2d(asImage(x), kernelAsImage(kernel), window));
  if (moves.strides.length === 2) return conv2d(x, kernel, window);
  // The sum over the kernel's planes of images that lie so far apart.
  const { strides, dilation, margins } = moves;
  const padded = pad(x, 1, margins[0]![0], margins[0]![1]);
  const span = (kernel.shape[0]! - 1) * dilation[0]! + 1;
  const planes = Math.floor((padded.shape[1]! - span) / strides[0]!) + 1;
  const parts = Array.from({ length: kernel.shape[0]! }, (_, k) => {
    const places = Array.from({ length: planes }, (_, i) => i * strides[0]! + k * dilation[0]!);
    const images = take(padded, 1, places);
    return conv2d(reshape(images, [x.shape[0]! * planes, ...x.shape.slice(2)]), planeOf(kernel, k), window);
  });
  const sum = parts.reduce((a, b) => add(a, b));
  return reshape(sum, [x.shape[0]!, planes, ...sum.shape.slice(1)]);
}

/**
 * The gradient of `convolve` with respect to its input, as an operation of its own: x [batch, places…, filters], kernel
 * [window…, channels, filters], y [batch, sizes…, channels]. `margins` are those of the convolution that it turns round.
 */
export function convolveTransposed(x: Value, kernel: Value, moves: Moves, sizes: readonly number[]): Value {
  const window = lastTwo(moves);
  const [height, width] = sizes.length === 1 ? [1, sizes[0]!] : [sizes.at(-2)!, sizes.at(-1)!];
  if (sizes.length === 1) return asSequence(conv2dTransposed(asImage(x), kernelAsImage(kernel), window, height, width));
  if (sizes.length === 2) return conv2dTransposed(x, kernel, window, height, width);
  const { strides, dilation, margins } = moves;
  const [batch, planes, ...rest] = x.shape as readonly [number, number, ...number[]];
  const images = reshape(x, [batch * planes, ...rest]);
  const parts = Array.from({ length: kernel.shape[0]! }, (_, k) => {
    const made = conv2dTransposed(images, planeOf(kernel, k), window, height, width);
    const image = sizeOf(made.shape.slice(1));
    // plane i of x goes to place i · stride + k · dilation − margin
    const first = k * dilation[0]! - margins[0]![0];
    const places = Array.from({ length: sizes[0]! }, (_, place) => {
      const i = (place - first) / strides[0]!;
      return Number.isInteger(i) && i >= 0 && i < planes ? i : -1;
    });
    return reshape(take(reshape(made, [batch, planes, image]), 1, places), [batch, sizes[0]!, ...made.shape.slice(1)]);
  });
  return parts.reduce((a, b) => add(a, b));
}

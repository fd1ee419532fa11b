/** Functions on images: blocks of pixels laid into the channels and back, patches, other sizes. */
import { isList, type Literal } from "../../model/literal";
import { along, mapOf, pad, take } from "../../ops/alongAxis";
import { concatenate, slice } from "../../ops/concatenate";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { fromHueSaturationValue, grey, hueSaturationValue, joined, planesOf } from "../families/colours";
import { resized } from "../families/sized";
import { notFollowed, type Operands, type Operation } from "./operation";

type Image = readonly [batch: number, height: number, width: number, channels: number];

const isImage = ({ shape }: Value): boolean => shape.length === 4;
const isLast = (call: Operands): boolean => (call.literal("data_format") ?? "channels_last") === "channels_last";

const inBlocks =
  (back: boolean): Operation =>
  (call) => {
    const size = call.literal("block_size");
    const { x } = call;
    const [batch, height, width, channels] = x.shape as Image;
    if (!isImage(x) || !isLast(call) || typeof size !== "number") return notFollowed("these blocks");
    if (back) {
      const left = channels / size ** 2;
      const parts = reshape(x, [batch, height, width, size, size, left]);
      return reshape(transpose(parts, [0, 1, 3, 2, 4, 5]), [batch, height * size, width * size, left]);
    }
    const parts = reshape(x, [batch, height / size, size, width / size, size, channels]);
    return reshape(transpose(parts, [0, 1, 3, 2, 4, 5]), [batch, height / size, width / size, size * size * channels]);
  };

/** One number for both sides, or two; TensorFlow has a 1 before and behind them. */
function pairOf(value: Literal | undefined): readonly [number, number] | undefined {
  if (typeof value === "number") return [value, value];
  const list = value !== undefined && value !== null && isList(value) ? value : [];
  const [a, b] = list.length === 4 ? list.slice(1, 3) : list;
  return typeof a === "number" && typeof b === "number" ? [a, b] : undefined;
}

/** Every pixel of a window as channels, window by window. */
const patches: Operation = (call) => {
  const size = pairOf(call.literal("size"));
  const strides = pairOf(call.literal("strides") ?? call.literal("size"));
  const dilation = pairOf(call.literal("dilation_rate") ?? 1);
  if (!isImage(call.x) || !isLast(call) || !size || !strides || !dilation) return notFollowed("these patches");
  const padding = call.literal("padding");
  const isSame = typeof padding === "string" && padding.toLowerCase() === "same";
  const whole = size.map((one, i) => (one - 1) * dilation[i]! + 1);
  let image = call.x;
  const counts = [0, 1].map((i) => {
    const side = call.x.shape[i + 1]!;
    if (!isSame) return Math.floor((side - whole[i]!) / strides[i]!) + 1;
    const count = Math.ceil(side / strides[i]!);
    const more = Math.max(0, (count - 1) * strides[i]! + whole[i]! - side);
    if (more > 0) image = pad(image, i + 1, Math.floor(more / 2), Math.ceil(more / 2));
    return count;
  });
  if (counts.some((count) => count < 1)) return notFollowed("a patch larger than the image");
  const every = (value: Value, i: number, offset: number): Value =>
    take(
      value,
      i + 1,
      Array.from({ length: counts[i]! }, (_, at) => at * strides[i]! + offset * dilation[i]!),
    );
  const pixels = Array.from({ length: size[0] }, (_, row) => {
    const rows = every(image, 0, row);
    return Array.from({ length: size[1] }, (__, column) => every(rows, 1, column));
  }).flat();
  return concatenate(pixels as [Value, ...Value[]], 3);
};

const kinds = ["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"] as const;

const sized: Operation = (call) => {
  const size = pairOf(call.literal("size"));
  const kind = kinds.find((one) => one === (call.literal("interpolation") ?? "bilinear"));
  const plain = ["crop_to_aspect_ratio", "pad_to_aspect_ratio"].every(
    (name) => (call.literal(name) ?? false) === false,
  );
  if (!isImage(call.x) || !isLast(call) || !size || !kind || !plain) return notFollowed("this size");
  return resized(call.x, ...size, kind, call.literal("antialias") === true);
};

/** How many rows or columns are put before and behind, or taken away: of two that belong together one follows from the size wanted. */
function edgesOf(call: Operands, what: "padding" | "cropping", side: number, names: readonly [string, string, string]) {
  const [before, behind, whole] = names.map((name, i) => call.literal(i < 2 ? `${name}_${what}` : name) ?? undefined);
  const change = typeof whole === "number" ? Math.abs(whole - side) : undefined;
  const follows = (other: Literal | undefined): number | undefined =>
    typeof other === "number" && change !== undefined ? change - other : undefined;
  const first = typeof before === "number" ? before : follows(behind);
  const last = typeof behind === "number" ? behind : follows(before);
  return first === undefined || last === undefined || first < 0 || last < 0 ? undefined : ([first, last] as const);
}

/** Zeros around images, or less of them. */
const framed =
  (what: "padding" | "cropping"): Operation =>
  (call) => {
    const { x } = call;
    if (!isImage(x) || !isLast(call)) return notFollowed("these edges");
    const sign = what === "padding" ? 1 : -1;
    const rows = edgesOf(call, what, x.shape[1]!, ["top", "bottom", "target_height"]);
    const columns = edgesOf(call, what, x.shape[2]!, ["left", "right", "target_width"]);
    if (!rows || !columns) return notFollowed("these edges");
    const across = pad(x, 1, sign * rows[0], sign * rows[1]);
    return pad(across, 2, sign * columns[0], sign * columns[1]);
  };

/** Each pixel by those around it, weighed by a bell; beyond the edges there is nothing. */
const blurred: Operation = (call) => {
  const size = pairOf(call.literal("kernel_size") ?? 3);
  const spread = pairOf(call.literal("sigma") ?? 1);
  if (!isImage(call.x) || !isLast(call) || !size || !spread) return notFollowed("this blur");
  // the first of each pair is for the columns
  return [size[1], size[0]].reduce((image, window, i) => {
    const side = image.shape[i + 1]!;
    const bell = Array.from({ length: window }, (_, k) =>
      Math.exp(-0.5 * ((k - (window - 1) / 2) / spread[1 - i]!) ** 2),
    );
    const whole = bell.reduce((sum, one) => sum + one, 0);
    const before = Math.floor((window - 1) / 2);
    const rows = Array.from({ length: side }, (_, at) =>
      bell.flatMap((weight, k) => {
        const place = at + k - before;
        return place >= 0 && place < side ? [[place, weight / whole] as const] : [];
      }),
    );
    return along(image, i + 1, mapOf(rows));
  }, call.x);
};

const ofColours =
  (f: (x: Value) => Value): Operation =>
  (call) =>
    isImage(call.x) && isLast(call) && call.x.shape[3] === 3 ? f(call.x) : notFollowed("these colours");

export const images: ReadonlyMap<string, Operation> = new Map([
  ["DepthToSpace", inBlocks(true)],
  ["SpaceToDepth", inBlocks(false)],
  ["ExtractPatches", patches],
  ["Resize", sized],
  ["PadImages", framed("padding")],
  ["CropImages", framed("cropping")],
  ["GaussianBlur", blurred],
  ["RgbToGrayscale", ofColours((x) => slice(grey(x), 3, 0, 1))],
  ["RgbToHsv", ofColours((x) => joined(hueSaturationValue(x)))],
  ["HsvToRgb", ofColours((x) => fromHueSaturationValue(planesOf(x)))],
]);

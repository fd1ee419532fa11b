/** A glance at data in arrays: their shapes, the classes, and the first samples where those are pictures. */
import type { NumberArray, NumberData } from "../../base/numbers";
import type { Description, PartName, Thumbnail } from "../dataset";
import { thumbnailSize } from "../images/thumbnail";
import { isImage, labelsOf } from "./arrayData";

/** How many samples are looked at. */
export const GLANCE_SAMPLES = 8;
/** Targets up to this size are read to tell the classes. */
export const GLANCE_BYTES = 16 * 2 ** 20;

export interface ArrayGlance {
  readonly format: string;
  readonly parts: readonly { readonly name: PartName; readonly count: number }[];
  /** Some first samples and targets of the training data, where they could be had quickly. */
  readonly x?: NumberArray | undefined;
  readonly y?: NumberArray | undefined;
  readonly inputShape: readonly number[];
}

export function describeArrays({ format, parts, x, y, inputShape }: ArrayGlance): Description {
  const labels = y && labelsOf([{ y, yName: "y" }], {});
  const names = labels?.target.kind === "classes" ? labels.target.names : undefined;
  return {
    format,
    parts: parts.map(({ name, count }) => ({ name, count, exact: true })),
    inputShape,
    ...(names && { classes: names }),
    ...(x && isImage(x) && { thumbnails: pictures(x, (i) => names?.[labels!.parts[0]![i]!] ?? "") }),
    warnings: labels?.warnings ?? [],
  };
}

/** Bytes as they are; other numbers with their least as black and their largest as white. */
function pictures({ data, shape }: NumberArray, labelOf: (i: number) => string): readonly Thumbnail[] {
  const [count = 0, height = 1, width = 1, channels = 1] = shape;
  const size = height * width * channels;
  return Array.from({ length: Math.min(count, GLANCE_SAMPLES) }, (_, i) => {
    const numbers = data.subarray(i * size, (i + 1) * size);
    const bytes = numbers instanceof Uint8Array ? numbers : stretched(numbers);
    return thumbnailSize(labelOf(i), { height, width, data: bytes, stride: channels, channels });
  });
}

function stretched(numbers: NumberData): Uint8Array {
  let [least, largest] = [Infinity, -Infinity];
  for (const number of numbers) {
    least = Math.min(least, number);
    largest = Math.max(largest, number);
  }
  const factor = largest > least ? 255 / (largest - least) : 0;
  return Uint8Array.from(numbers, (number) => Math.round((number - least) * factor));
}

/** What the emitters of normalization share: sizes, and the dropout that may be joined. */
import { sizeOf, type Value } from "../../ops/op";
import type { Ref } from "../call";
import type { Emission } from "./emitter";

export const channelsOf = (x: Value): number => x.shape.at(-1)!;
export const rowCount = (x: Value): number => sizeOf(x.shape) / channelsOf(x);
export const paddedTo4 = (channels: number): number => (channels + 3) & ~3;
/** Channels that one thread takes at a time of work that is a few numbers each. */
export const CHANNELS = 1024;

/** Rows of windows, and one band of what is left below them. */
export const bandsOf = (height: number, yHeight: number, sizeY: number): number =>
  yHeight + (height > yHeight * sizeY ? 1 : 0);

/** The mask of a dropout behind a normalization and what it multiplies by, or neither. */
export function dropoutOf({ inputs: { mask }, attrs }: Value, of: Emission["of"]): readonly [Ref | number, number] {
  return mask ? [of(mask), 1 / (1 - (attrs["rate"] as number))] : [0, 1];
}

/** How many images x has, when each of `parts` of its rows is a number of images. */
export const imagesOf = ({ shape }: Value, parts = 1): number =>
  shape.length === 4 && shape[0]! % parts === 0 ? shape[0]! : 0;

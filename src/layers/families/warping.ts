/** What the layers share that turn, move, stretch or slant images: an affine map for each image, and what stands outside. */
import { concatenate } from "../../ops/concatenate";
import { constant, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { warp, type FillMode } from "../../ops/warp";
import { choice, float } from "../param";
import { dataFormat, fromChannelsLast, toChannelsLast, type DataFormat } from "./spatial";

export const warpParams = {
  fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
  interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
  fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
  data_format: dataFormat(),
};

interface Warping {
  readonly fill_mode: FillMode;
  readonly interpolation: "nearest" | "bilinear";
  readonly fill_value: number;
  readonly data_format: DataFormat | null;
}

/** A number of the map: the same for all images, or one for each [batch]. */
export type Entry = number | Value;

/** One map for each image: where column and row of the output are in the input. */
export function mapOfImages(batch: number, entries: readonly Entry[]): Value {
  const columns = entries.map((entry) =>
    typeof entry === "number" ? constant(entry, [batch, 1]) : reshape(entry, [batch, 1]),
  );
  return concatenate(columns as [Value, ...Value[]], 1);
}

/** `mapFor` gives the six numbers for images of so many rows and columns. */
export function warped(
  x: Value,
  config: Warping,
  mapFor: (batch: number, rows: number, columns: number) => readonly Entry[],
): Value {
  const image = toChannelsLast(x, config.data_format);
  const [batch, height, width] = image.shape as readonly [number, number, number, number];
  const map = mapOfImages(batch, mapFor(batch, height, width));
  const y = warp(image, map, {
    height,
    width,
    mode: config.fill_mode,
    fill: config.fill_value,
    smooth: config.interpolation === "bilinear",
  });
  return fromChannelsLast(y, config.data_format);
}

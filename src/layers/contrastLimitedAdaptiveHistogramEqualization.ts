import { take } from "../ops/alongAxis";
import { add, affine, divide, equal, minimum, subtract } from "../ops/binary";
import { broadcastTo, sumTo } from "../ops/broadcast";
import { slice } from "../ops/concatenate";
import { constant, constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { augmentation, towards, valuesOf } from "./families/augmentation";
import { inRange } from "./families/colours";
import { cumulate } from "./families/cumulate";
import { eachPlace, fitsTable, groupsOf, histogram, levelsOf, lookedUp } from "./families/histograms";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { Unsupported } from "./layer";
import { float, floats, tuple } from "./param";

const LEVELS = 256;

export const contrastLimitedAdaptiveHistogramEqualization = augmentation({
  type: "ContrastLimitedAdaptiveHistogramEqualization",
  docs: "Evens out the histogram of each part of an image, within a limit (Zuiderveld 1994).",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    clip_limit: float("Limit of the contrast.", { default: 4 }),
    tile_grid_size: tuple("Parts along height and width.", 2, { default: [8, 8] }),
    data_format: dataFormat(),
  },
  always: true,
  change(x, { value_range, clip_limit, tile_grid_size, data_format }) {
    const values = valuesOf(value_range);
    const image = toChannelsLast(inRange(x, values, [0, 255]), data_format);
    const [batch, rows, columns, channels] = image.shape as readonly [number, number, number, number];
    const [down, across] = tile_grid_size as readonly [number, number];
    if (!fitsTable(batch * down * across * channels, LEVELS))
      return new Unsupported("a batch has too many parts; take a smaller one, or a smaller tile_grid_size");
    const [height, width] = [Math.ceil(rows / down), Math.ceil(columns / across)];
    const whole = mirrored(mirrored(image, 1, height * down), 2, width * across);
    const groups = (shape: readonly number[], tileOfRow: readonly number[], tileOfColumn: readonly number[]) =>
      groupsOf(shape, [
        eachPlace(batch),
        { count: down, of: tileOfRow },
        { count: across, of: tileOfColumn },
        eachPlace(channels),
      ]);
    const tiles = (side: number, size: number) => counted(side).map((place) => Math.floor(place / size));
    const parts = groups(whole.shape, tiles(height * down, height), tiles(width * across, width));
    const counts = histogram(levelsOf(whole, LEVELS), parts, LEVELS);
    const area = height * width;
    const table = equalizing(clip_limit > 0 ? limited(counts, (clip_limit * area) / LEVELS) : counts, area);

    // between the tables of the four nearest parts
    const levels = levelsOf(image, LEVELS);
    const [above, left] = [neighbours(rows, height, down), neighbours(columns, width, across)];
    const seen = (tileOfRow: readonly number[], tileOfColumn: readonly number[]): Value =>
      lookedUp(table, levels, groups(image.shape, tileOfRow, tileOfColumn));
    const shares = (numbers: readonly number[], to: readonly number[]): Value =>
      broadcastTo(reshape(constants(numbers), to), image.shape);
    const [rightwards, downwards] = [shares(left.shares, [1, 1, columns, 1]), shares(above.shares, [1, rows, 1, 1])];
    const upper = towards(seen(above.first, left.first), seen(above.first, left.second), rightwards);
    const lower = towards(seen(above.second, left.first), seen(above.second, left.second), rightwards);
    return fromChannelsLast(inRange(towards(upper, lower, downwards), [0, 255], values), data_format);
  },
});

const counted = (size: number): readonly number[] => Array.from({ length: size }, (_, i) => i);

/** Made longer by its own mirror image. */
const mirrored = (x: Value, axis: number, size: number): Value => {
  const own = x.shape[axis]!;
  return take(
    x,
    axis,
    counted(size).map((place) => {
      const folded = place % (2 * own);
      return folded < own ? folded : 2 * own - 1 - folded;
    }),
  );
};

/** Counts [levels, groups] that are cut at a limit, with what is cut off spread over all levels. */
function limited(counts: Value, limit: number): Value {
  const cut = minimum(counts, constant(limit, counts.shape));
  const excess = sumTo(subtract(counts, cut), [1, counts.shape[1]!]);
  return add(cut, broadcastTo(scale(excess, 1 / LEVELS), counts.shape));
}

/** What each level becomes, so that all are as frequent. */
function equalizing(counts: Value, all: number): Value {
  const sums = cumulate(counts, 0);
  const first = slice(sums, 0, 0, 1);
  const range = affine(first, -1, all);
  // where there is but one level, all counts are 0 above it
  const divisor = add(range, equal(range, constant(0, range.shape)));
  const shares = divide(subtract(sums, broadcastTo(first, sums.shape)), broadcastTo(divisor, sums.shape));
  return unary("clip", affine(shares, 255, 0), 0, 255);
}

/** For each place along a side the parts whose middles lie before and behind it, and how far it is towards the second. */
function neighbours(length: number, size: number, parts: number) {
  const inside = (part: number): number => Math.min(Math.max(part, 0), parts - 1);
  const places = counted(length).map((place) => (place - size / 2) / size);
  return {
    first: places.map((place) => inside(Math.floor(place))),
    second: places.map((place) => inside(Math.floor(place) + 1)),
    shares: places.map((place) => place - Math.floor(place)),
  };
}

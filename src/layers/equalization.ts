import { add, divide, equal, greater, subtract } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { slice } from "../ops/concatenate";
import { globalMaxPool } from "../ops/globalPool";
import { constant, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { augmentation, valuesOf } from "./families/augmentation";
import { inRange } from "./families/colours";
import { cumulate } from "./families/cumulate";
import { eachPlace, groupsOf, histogram, levelsOf, lookedUp } from "./families/histograms";
import { rounded } from "./families/rounded";
import { select } from "./families/select";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { floats, int } from "./param";

export const equalization = augmentation({
  type: "Equalization",
  docs: "Evens out the histogram of each channel, taken over all images of the batch.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    bins: int("Number of levels.", { min: 1, default: 256 }),
    data_format: dataFormat(),
  },
  change(x, { value_range, bins, data_format }) {
    const values = valuesOf(value_range);
    const image = toChannelsLast(inRange(x, values, [0, 255]), data_format);
    const channels = image.shape[3]!;
    const levels = levelsOf(scale(image, (bins - 1) / 255), bins);
    const groups = groupsOf(image.shape, [undefined, undefined, undefined, eachPlace(channels)]);
    const sums = cumulate(histogram(levels, groups, bins), 0);
    const all = (row: Value): Value => broadcastTo(row, sums.shape);
    const first = leastAboveZero(sums);
    const range = subtract(slice(sums, 0, bins - 1, 1), first);
    // a channel of one level stays as it is
    const flat = equal(range, constant(0, range.shape));
    const table = rounded(divide(scale(subtract(sums, all(first)), 255), all(add(range, flat))));
    const even = lookedUp(unary("clip", table, 0, 255), levels, groups);
    const isFlat = broadcastTo(reshape(flat, [1, 1, 1, channels]), image.shape);
    return fromChannelsLast(inRange(select(isFlat, image, even), [0, 255], values), data_format);
  },
});

/** The smallest number above 0 of each column [rows, columns] of counts: [1, columns]. */
function leastAboveZero(x: Value): Value {
  const [rows, columns] = x.shape as readonly [number, number];
  const isCounted = greater(x, constant(0, x.shape));
  // the largest of the negatives; zeros lie far below
  const negatives = select(isCounted, scale(x, -1), constant(-1e12, x.shape));
  return scale(reshape(globalMaxPool(reshape(negatives, [1, rows, columns])), [1, columns]), -1);
}

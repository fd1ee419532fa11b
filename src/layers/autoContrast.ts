import { add, divide, equal, subtract } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { globalMaxPool } from "../ops/globalPool";
import { constant, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { augmentation, select, valuesOf } from "./families/augmentation";
import { inRange } from "./families/colours";
import { floats } from "./param";

export const autoContrast = augmentation({
  type: "AutoContrast",
  docs: "Stretches each channel so that its values fill the range.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
  },
  always: true,
  change(x, { value_range }) {
    const values = valuesOf(value_range);
    const high = largest(x);
    const low = scale(largest(scale(x, -1)), -1);
    const range = subtract(high, low);
    // a channel of one value stays as it is
    const flat = equal(range, constant(0, range.shape));
    const share = divide(subtract(x, low), add(range, flat));
    return select(flat, x, unary("clip", inRange(share, [0, 1], values), ...values));
  },
});

/** The largest number of each channel, at all of its places. */
function largest(x: Value): Value {
  const [batch, rows, columns, channels] = x.shape as readonly [number, number, number, number];
  const most = globalMaxPool(reshape(x, [batch, rows * columns, channels]));
  return broadcastTo(reshape(most, [batch, 1, 1, channels]), x.shape);
}

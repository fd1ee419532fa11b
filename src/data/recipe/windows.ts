/** Windows that move along a series: `timeseries_dataset_from_array` and the older `TimeseriesGenerator`. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { isSet, wholeIn, type Operation } from "./operation";
import { countOf, rowsAt } from "./selecting";
import { asNumbers, asRows, room, type Value } from "./value";

/** Where each window begins: within the series, and within its targets where these are shorter. */
function beginnings(settings: Settings, series: Value, targets: Value | undefined): Float64Array {
  const count = countOf(series);
  const [start, stride] = [wholeIn(settings, "start") ?? 0, wholeIn(settings, "stride") ?? 1];
  const end = Math.min(wholeIn(settings, "end") ?? count, count);
  const within = end - start - (wholeIn(settings, "span") ?? 0);
  const most = settings["bounded"] === true && targets ? Math.min(within, countOf(targets)) : within;
  const windows = Math.ceil(most / stride);
  if (!(windows > 0)) throw new Trouble(`A series of ${count} is too short for a window of this length.`);
  return Float64Array.from({ length: windows }, (_, i) => start + i * stride);
}

const windowsOf: Operation = {
  name: "windows",
  run({ of: [series, targets], settings }) {
    const { data, shape, type } = asNumbers(series, "A window");
    const at = beginnings(settings, series!, targets);
    const [steps, rate] = [wholeIn(settings, "steps") ?? 1, wholeIn(settings, "rate") ?? 1];
    const isBackward = isSet(settings, "backward");
    const size = product(shape.slice(1));
    const out = room(type, [at.length, steps, ...shape.slice(1)]);
    for (const [i, from] of at.entries())
      for (let k = 0; k < steps; k++) {
        const row = (from + (isBackward ? steps - 1 - k : k) * rate) * size;
        out.data.set(data.subarray(row, row + size), (i * steps + k) * size);
      }
    return out;
  },
};

/** What belongs to each window: of the targets and the series. */
const windowTargets: Operation = {
  name: "window_targets",
  run({ of: [targets, series], settings }) {
    const ahead = wholeIn(settings, "ahead") ?? 0;
    const at = beginnings(settings, series!, targets).map((from) => from + ahead);
    return rowsAt(asRows(targets, "Targets"), at);
  },
};

export const windows: readonly Operation[] = [windowsOf, windowTargets];

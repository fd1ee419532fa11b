/** Series cut into windows: `timeseries_dataset_from_array`, and the `TimeseriesGenerator` of Keras 2. */
import type { Settings } from "../../../model/recipe";
import type { Dim } from "../../../model/shape";
import type { Given } from "../../../python/arguments";
import { builtin } from "../../../python/members";
import { indexOf, none, tuple, unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { Lost, step } from "../arrays/trace";
import { arrayOf } from "../numpy/making";
import { isShape } from "../tensors/tensor";

/** A whole number among the arguments: what it is, what stands for it when it is not given, or undefined when it is not known. */
const wholeOf =
  (bound: ReadonlyMap<string, Given>) =>
  (name: string, preset: number | null): number | null | undefined => {
    const given = bound.get(name)?.value;
    return !given || given.kind === "none" ? preset : indexOf(given);
  };

interface Cut {
  readonly steps: number;
  readonly settings: Settings;
  readonly ahead: number;
}

function windowed(
  data: Value,
  targets: Value,
  cut: Cut | undefined,
  batch: number | undefined,
  shuffled: boolean,
): Value {
  if (data.kind === "unknown") return data;
  if (!(data instanceof ArrayValue)) return unknown("the series that is cut into windows is not followed", data.span);
  const why = new Lost("how the series is cut into windows is not known", data.span);
  const y = targets instanceof ArrayValue ? targets : undefined;
  const lost =
    targets.kind === "none" || y
      ? undefined
      : new Lost(targets.kind === "unknown" ? targets.reason : "these targets are not followed", targets.span);
  const count: Dim = { unknown: "how many windows there are is known only when the data are read" };
  const rest = (array: ArrayValue): readonly Dim[] => (isShape(array.shape) ? array.shape.slice(1) : []);
  const x = new ArrayValue(isShape(data.shape) ? [count, cut?.steps ?? null, ...rest(data)] : data.shape, data.span, {
    trace: cut
      ? (lost ?? step("windows", y ? [data.trace, y.trace] : [data.trace], { ...cut.settings, steps: cut.steps }))
      : why,
  });
  const parts = y
    ? tuple([
        x,
        new ArrayValue(isShape(y.shape) ? [count, ...rest(y)] : y.shape, y.span, {
          trace: cut ? step("window_targets", [y.trace, data.trace], { ...cut.settings, ahead: cut.ahead }) : why,
        }),
      ])
    : x;
  return new DatasetValue(parts, { ...(batch !== undefined && { batch }), shuffled });
}

const batchOf = (value: Value | undefined, preset: number): number | undefined =>
  value?.kind === "none" ? undefined : (indexOf(value) ?? preset);
const isTrue = (value: Value | undefined): boolean => value?.kind === "bool" && value.value;

export const timeseriesDataset = builtin("timeseries_dataset_from_array", (args, site, machine) => {
  const { bound } = args.under(
    "data targets sequence_length sequence_stride sampling_rate batch_size shuffle seed start_index end_index".split(
      " ",
    ),
  );
  const whole = wholeOf(bound);
  const [steps, stride, rate] = [
    whole("sequence_length", null),
    whole("sequence_stride", 1),
    whole("sampling_rate", 1),
  ];
  const [start, end] = [whole("start_index", 0), whole("end_index", null)];
  const cut =
    steps && stride && rate && typeof start === "number" && end !== undefined
      ? { steps, ahead: 0, settings: { start, end, stride, rate, span: (steps - 1) * rate, bounded: true } }
      : undefined;
  const part = (name: string): Value => {
    const given = bound.get(name)?.value ?? none;
    return given.kind === "none" ? given : arrayOf(machine, given, site);
  };
  return windowed(
    part("data"),
    part("targets"),
    cut,
    batchOf(bound.get("batch_size")?.value, 128),
    isTrue(bound.get("shuffle")?.value),
  );
});

export const timeseriesGenerator = builtin("TimeseriesGenerator", (args, site, machine) => {
  const { bound } = args.under(
    "data targets length sampling_rate stride start_index end_index shuffle reverse batch_size".split(" "),
  );
  const whole = wholeOf(bound);
  const [length, rate, stride] = [whole("length", null), whole("sampling_rate", 1), whole("stride", 1)];
  const [start, end] = [whole("start_index", 0), whole("end_index", null)];
  const backward = isTrue(bound.get("reverse")?.value) && { backward: true };
  const cut =
    length && rate && stride && typeof start === "number" && end !== undefined
      ? {
          steps: Math.ceil(length / rate),
          ahead: length,
          settings: { start, end: end === null ? null : end + 1, stride, rate, span: length, ...backward },
        }
      : undefined;
  const part = (name: string): Value => arrayOf(machine, bound.get(name)?.value ?? none, site);
  return windowed(
    part("data"),
    part("targets"),
    cut,
    batchOf(bound.get("batch_size")?.value, 128),
    isTrue(bound.get("shuffle")?.value),
  );
});

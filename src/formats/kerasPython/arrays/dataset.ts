/** Data sets that come in batches: `tf.data`, `image_dataset_from_directory`, and what is made of them. */
import type { Settings } from "../../../model/recipe";
import type { Shape } from "../../../model/shape";
import { Arguments } from "../../../python/arguments";
import { call } from "../../../python/call";
import { List } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import {
  indexOf,
  int,
  none,
  text,
  tuple,
  unknown,
  type External,
  type Unknown,
  type Value,
} from "../../../python/value";
import { ArrayValue, type ValueRange } from "./array";
import { arange, tensorOf } from "../numpy/making";
import { isShape, tensorsIn, type KnownShape } from "../tensors/tensor";
import { mapStructure } from "./structure";
import { elementOf, isElement, mapStep } from "./mapping";
import { Lost, nextStream, step, type Trace } from "./trace";

/** Steps of a pipeline that leave samples and their order as they are. */
const keeping = new Set([
  "cache",
  "prefetch",
  "repeat",
  "with_options",
  "ignore_errors",
  "apply",
  "options",
  "as_numpy_iterator",
]);

export interface Batching {
  /** How many samples come at once; undefined for one by one. */
  readonly batch?: number | undefined;
  readonly shuffled?: boolean;
}

export class DatasetValue implements External {
  readonly kind = "external";
  readonly what = "a data set";

  constructor(
    /** All of its samples, in the structure in which each comes: an array, or a tuple of some. */
    readonly parts: Value,
    readonly batching: Batching = {},
  ) {}

  holds(): readonly Value[] {
    return [this.parts];
  }

  /** The shape of one sample's inputs. */
  get sample(): KnownShape | undefined {
    const [first] = this.arrays;
    return first && (isShape(first.shape) ? first.shape.slice(1) : first.shape);
  }

  /** The smallest and the largest value of its inputs. */
  get range(): ValueRange | undefined {
    return this.arrays[0]?.range;
  }

  get arrays(): readonly ArrayValue[] {
    return tensorsIn(this.parts).filter((part) => part instanceof ArrayValue);
  }

  with(parts: Value, batching: Batching = this.batching): DatasetValue {
    return new DatasetValue(parts, batching);
  }

  attribute(name: string, site: Site): Value | undefined {
    if (keeping.has(name)) return builtin(name, () => this);
    switch (name) {
      case "shuffle":
        return builtin(name, (_, at, machine) => this.shuffled(at, machine));
      case "batch":
      case "padded_batch":
        return builtin(name, (args) =>
          this.with(this.parts, { ...this.batching, batch: indexOf(args.pick(0, "batch_size")) ?? 32 }),
        );
      case "unbatch":
        return builtin(name, () => this.with(this.parts, { ...this.batching, batch: undefined }));
      case "map":
        return builtin(name, (args, at, machine) => this.mapped(args.pick(0, "map_func") ?? none, at, machine));
      case "take":
      case "skip":
        return builtin(name, (args, at) => this.part(name, args.pick(0, "count"), at));
      case "concatenate":
        return builtin(name, (args, at) => this.joined(args.pick(0, "dataset"), at));
      case "window":
        return builtin(name, (args, at) => this.windows(args, at));
      case "filter":
      case "flat_map":
      case "interleave":
      case "enumerate":
      case "group_by_window":
        return builtin(name, (_, at) => this.lost(`what ${name} does to this data is not followed`, at));
      case "class_names":
      case "class_indices":
      case "classes":
        return this.folders(site);
      case "image_shape":
        return this.sample && isShape(this.sample)
          ? tuple(this.sample.map((dim) => (typeof dim === "number" ? int(dim) : none)))
          : undefined;
      case "batch_size":
        return this.batching.batch === undefined ? none : int(this.batching.batch);
      case "n":
      case "samples":
      case "num_classes":
        return unknown("the folders are not read here", site.span);
      case "__class__":
        return text("Dataset");
      default:
        return undefined;
    }
  }

  private folders(site: Site): Value {
    const list = new List([], site.span);
    list.unknown = unknown("the classes are the folders, which are not read here", site.span);
    return list;
  }

  /** Each of its arrays changed in the same way. */
  private each(change: (array: ArrayValue) => ArrayValue, batching = this.batching): DatasetValue {
    return this.with(
      mapStructure(this.parts, (part) => (part instanceof ArrayValue ? change(part) : part)),
      batching,
    );
  }

  private lost(why: string, site: Site): DatasetValue {
    const trace = new Lost(why, site.span);
    return this.each((array) => array.with(array.shape, site, trace));
  }

  private shuffled(site: Site, machine: Machine): DatasetValue {
    const stream = nextStream(machine);
    const batching = { ...this.batching, shuffled: true };
    return this.each(
      (array) => array.with(array.shape, site, step("sample", [array.trace], { fraction: 1, stream })),
      batching,
    );
  }

  /** The first batches or samples, or those behind them. */
  private part(name: "take" | "skip", count: Value | undefined, site: Site): DatasetValue {
    const number = indexOf(count);
    const bound = number === undefined ? undefined : number * (this.batching.batch ?? 1);
    const settings: Settings = name === "take" ? { stop: bound ?? null } : { start: bound ?? null };
    if (bound === undefined && !(count instanceof ArrayValue))
      return this.lost(`how many are meant by ${name} is not known`, site);
    return this.each((array) => {
      const size = isShape(array.shape) ? array.shape[0] : null;
      const rest = isShape(array.shape) ? array.shape.slice(1) : [];
      const left =
        typeof size === "number" && bound !== undefined
          ? name === "take"
            ? Math.min(size, bound)
            : Math.max(0, size - bound)
          : null;
      const trace =
        bound === undefined
          ? step("index", [array.trace, (count as ArrayValue).trace], {
              index: [name === "take" ? [null, "of", 1] : ["of", null, 1]],
            })
          : step("part", [array.trace], settings);
      return array.with(isShape(array.shape) ? [left, ...rest] : array.shape, site, trace);
    });
  }

  /** `window(5, drop_remainder=True)`, which `flat_map(lambda window: window.batch(5))` makes whole again. */
  private windows(args: Arguments, site: Site): Value {
    const { bound } = args.under(["size", "shift", "stride", "drop_remainder"]);
    const whole = (name: string): number | undefined => indexOf(bound.get(name)?.value);
    const [size, stride = 1] = [whole("size"), whole("stride")];
    const shift = bound.has("shift") ? whole("shift") : size;
    const drop = bound.get("drop_remainder")?.value;
    const isEven = drop?.kind === "bool" && drop.value;
    if (size === undefined || shift === undefined || !isEven || this.batching.batch !== undefined)
      return this.lost("what window does to this data is not followed", site);
    return new WindowsValue(
      this.each((array) => {
        const rest = isShape(array.shape) ? array.shape.slice(1) : [];
        const settings = { start: 0, end: null, stride: shift, rate: stride, span: (size - 1) * stride, steps: size };
        return array.with([null, size, ...rest], site, step("windows", [array.trace], settings));
      }),
      size,
    );
  }

  private joined(other: Value | undefined, site: Site): DatasetValue {
    const others = other instanceof DatasetValue ? other.arrays : [];
    const own = this.arrays;
    if (others.length !== own.length) return this.lost("what is put behind these data is not known", site);
    return this.each((array) => {
      const added = others[own.indexOf(array)]!;
      return array.with(
        isShape(array.shape) ? [null, ...array.shape.slice(1)] : array.shape,
        site,
        step("concatenate", [array.trace, added.trace], { axis: 0 }),
      );
    });
  }

  /** `map(lambda x, y: …)`: the function is followed for one sample, or for a batch. */
  private mapped(callee: Value, site: Site, machine: Machine): Value {
    const batched = this.batching.batch !== undefined;
    const whole = this.arrays;
    const places = new Map(whole.map((array, place) => [array, place]));
    const sample = (value: Value): Value => {
      if (!(value instanceof ArrayValue)) return value;
      const shape = !isShape(value.shape)
        ? value.shape
        : batched
          ? [null, ...value.shape.slice(1)]
          : value.shape.slice(1);
      return new ArrayValue(shape, site.span, {
        trace: elementOf(places.get(value)!),
        classes: value.classes,
        range: value.range,
      });
    };
    const given = mapStructure(this.parts, sample);
    const result = call(machine, callee, Arguments.of(...(given.kind === "tuple" ? given.items : [given])), site);
    const count = whole[0] && isShape(whole[0].shape) ? (whole[0].shape[0] ?? null) : null;
    const back = (value: Value): Value => {
      if (!(value instanceof ArrayValue))
        return new ArrayValue(unknown("what is done to this data is not followed", site.span), site.span, {
          trace: new Lost(
            value.kind === "unknown" ? value.reason : "what is done to this data is not followed",
            site.span,
          ),
        });
      const { shape } = value;
      const all: KnownShape = !isShape(shape) ? shape : ([count, ...(batched ? shape.slice(1) : shape)] as Shape);
      return new ArrayValue(all, site.span, {
        trace: this.mapTrace(value.trace, whole, batched, site),
        classes: value.classes,
        range: value.range,
      });
    };
    return this.with(mapStructure(result, back));
  }

  private mapTrace(trace: Trace, whole: readonly ArrayValue[], batched: boolean, { span }: Site): Trace {
    if (trace instanceof Lost) return trace;
    if (isElement(trace))
      return whole[Number(trace.settings["place"])]?.trace ?? new Lost("this part of the data is not known", span);
    return mapStep(
      trace,
      whole.map((array) => array.trace),
      span,
      { batched },
    );
  }

  iterate(site: Site): Unknown {
    return unknown("the samples are known only at run time", site.span);
  }

  length(site: Site): Value {
    return unknown("how many batches there are is known only at run time", site.span);
  }
}

/** Windows that each are a data set of their own. */
class WindowsValue implements External {
  readonly kind = "external";
  readonly what = "windows of a data set";

  constructor(
    private readonly whole: DatasetValue,
    private readonly size: number,
  ) {}

  attribute(name: string): Value | undefined {
    if (keeping.has(name)) return builtin(name, () => this);
    if (name !== "flat_map" && name !== "interleave") return undefined;
    return builtin(name, (args, site, machine) => {
      // A function that makes one batch of each window.
      const made = call(machine, args.pick(0, "map_func") ?? none, Arguments.of(this.whole), site);
      const isWhole = made instanceof DatasetValue && made.batching.batch === this.size;
      const known = isWhole && made.arrays.every((array) => this.whole.arrays.includes(array));
      if (known) return made.with(made.parts, {});
      return unknown(`what ${name} does to windows of this data is not followed`, site.span);
    });
  }
}

/** `tf.data.Dataset.from_tensor_slices(…)`, `zip` and the like. */
export const datasetClass: External = {
  kind: "external",
  what: "tf.data.Dataset",
  hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof DatasetValue),
  attribute: (name) => {
    if (name === "from_tensor_slices")
      return builtin(name, (args, site, machine) => slices(args.pick(0, "tensors") ?? none, site, machine));
    if (name === "range")
      return builtin(name, (args, site, machine) => slices(arange(args, site, machine), site, machine));
    if (name === "zip")
      return builtin(name, (args, site) => {
        const given =
          args.positional.length === 1
            ? args.positional[0]!.value
            : (args.named.get("datasets")?.value ?? tuple(args.positional.map(({ value }) => value)));
        return zipped(given, site);
      });
    return builtin(name, (_, { span }) =>
      unknown(`the data that tf.data.Dataset.${name} gives are not followed`, span),
    );
  },
};

/** Samples of several data sets side by side. */
function zipped(given: Value, { span }: Site): Value {
  let first: DatasetValue | undefined;
  let hidden: Value | undefined;
  const parts = mapStructure(given, (set) => {
    if (!(set instanceof DatasetValue)) {
      hidden ??= set;
      return set;
    }
    first ??= set;
    return set.parts;
  });
  if (hidden?.kind === "unknown") return hidden;
  return first && !hidden ? first.with(parts) : unknown("one of the data sets that are zipped is not followed", span);
}

function slices(value: Value, site: Site, machine: Machine): Value {
  if (value.kind === "unknown") return value;
  return new DatasetValue(
    mapStructure(value, (part) => {
      if (part instanceof ArrayValue) return part;
      const made =
        (part.kind === "external" ? part.attribute?.("values", site, machine) : undefined) ??
        tensorOf(machine, part, site);
      return made instanceof ArrayValue
        ? made
        : new ArrayValue(unknown("these data are not known", site.span), site.span, {
            trace: new Lost(made.kind === "unknown" ? made.reason : "these data are not followed", site.span),
          });
    }),
  );
}

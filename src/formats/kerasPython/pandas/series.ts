/** Columns of pandas: arrays with names for what is done to data more often. */
import type { Setting } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { Arguments as Given } from "../../../python/arguments";
import { call } from "../../../python/call";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, int, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue, type Facts } from "../arrays/array";
import { reduce } from "../arrays/arrayMethods";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, nextStream, stateOf, step } from "../arrays/trace";
import { settingOf } from "./table";

type Method = (series: Series, args: Arguments, site: Site, machine: Machine) => Value;

export class Series extends ArrayValue {
  override readonly what = "a column";

  override made(shape: KnownShape, span: Site["span"], facts: Facts): ArrayValue {
    return new Series(shape, span, facts);
  }

  /** The same as NumPy has it. */
  plain(site: Site): ArrayValue {
    return new ArrayValue(this.shape, site.span, { trace: this.trace, classes: this.classes });
  }

  override attribute(name: string, site: Site): Value | undefined {
    if (name === "values") return this.plain(site);
    if (name === "iloc" || name === "loc") return located(this);
    if (name === "index") return unknown("the names of the rows are not followed", site.span);
    if (name === "cat" || name === "str" || name === "dt") return ofTexts(this, name);
    if (Object.hasOwn(methods, name))
      return builtin(name, (args, at, machine) => methods[name]!(this, args, at, machine));
    return super.attribute(name, site);
  }
}

/** `y.iloc[:100]`. */
const located = (series: Series): External => ({
  kind: "external",
  what: "iloc",
  item: (index, site, machine) => series.item(index, site, machine),
});

const ofTexts = (series: Series, name: string): External => ({
  kind: "external",
  what: name,
  attribute: (member, site) => {
    if (name === "cat" && member === "codes")
      return series.with(series.shape, site, step("astype", [series.trace], { type: "category" }));
    const lost = series.with(series.shape, site, new Lost(`.${name}.${member} is not followed`, site.span));
    return { ...builtin(member, () => lost), operate: () => lost };
  },
});

/** Pairs of a dictionary, when all is plain. */
export function pairsIn(value: Value | undefined): readonly Setting[] | undefined {
  if (value?.kind !== "dict" || value.unknown) return undefined;
  const pairs = [...value.entries.values()].map((entry): Setting | undefined => {
    const [from, to] = [settingOf(entry.key), settingOf(entry.value)];
    return from === undefined || to === undefined ? undefined : [from, to];
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

const mapped: Method = (series, args, site, machine) => {
  const given = args.positional[0]?.value ?? args.named.get("func")?.value;
  const pairs = pairsIn(given);
  if (pairs) return series.with(series.shape, site, step("map_values", [series.trace], { pairs }));
  if (given?.kind !== "function" && given?.kind !== "external")
    return series.with(
      series.shape,
      site,
      new Lost(given?.kind === "unknown" ? given.reason : "what this is mapped to is not known", site.span),
    );
  // A function that computes with its value does the same to a whole column.
  const result = call(machine, given, Given.of(series), site);
  return result instanceof ArrayValue &&
    isShape(result.shape) &&
    isShape(series.shape) &&
    result.shape.length === series.shape.length
    ? result
    : series.with(series.shape, site, new Lost("this function of each value is not followed", site.span));
};

const filled: Method = (series, args, site) => {
  const value = args.pick(0, "value");
  const method = args.named.get("method")?.value;
  if (method?.kind === "text") return along(series, method.value, site);
  const setting = settingOf(value);
  if (typeof setting === "number" || typeof setting === "string")
    return series.with(series.shape, site, step("fillna", [series.trace], { value: setting }));
  const trace =
    value instanceof ArrayValue
      ? step("fillna", [series.trace, value.trace])
      : new Lost("what is filled in is not known", site.span);
  return series.with(series.shape, site, trace);
};

const along = (series: Series, method: string, site: Site): Value =>
  series.with(series.shape, site, step("fill_along", [series.trace], method.startsWith("b") ? { backward: true } : {}));

const methods: Readonly<Record<string, Method>> = {
  to_numpy: (series, _, site) => series.plain(site),
  as_matrix: (series, _, site) => series.plain(site),
  to_frame: (series, _, site) =>
    series.with(
      isShape(series.shape) ? [...series.shape, 1] : series.shape,
      site,
      step("expand_dims", [series.trace], { axis: [1] }),
    ),
  map: mapped,
  apply: mapped,
  replace: (series, args, site) => {
    const [from, to] = args.positional.map(({ value }) => value);
    const pairs =
      pairsIn(from) ??
      (from && to && settingOf(from) !== undefined && settingOf(to) !== undefined
        ? [[settingOf(from)!, settingOf(to)!]]
        : undefined);
    return series.with(
      series.shape,
      site,
      pairs
        ? step("map_values", [series.trace], { pairs, keep: true })
        : new Lost("what is replaced here is not known", site.span),
    );
  },
  fillna: filled,
  ffill: (series, _, site) => along(series, "ffill", site),
  bfill: (series, _, site) => along(series, "bfill", site),
  dropna: (series, _, site) => series.with([null], site, step("dropna", [series.trace])),
  shift: (series, args, site) => {
    const by = indexOf(args.pick(0, "periods") ?? int(1));
    return series.with(
      series.shape,
      site,
      by === undefined || args.named.has("freq") || args.named.has("fill_value")
        ? new Lost("how far this column is shifted is not known", site.span)
        : step("shift", [series.trace], { by }),
    );
  },
  isna: (series, _, site) => series.with(series.shape, site, step("isna", [series.trace])),
  isnull: (series, _, site) => series.with(series.shape, site, step("isna", [series.trace])),
  isin: (series, args, site) => {
    const values = args.positional[0]?.value;
    const items = values?.kind === "list" || values?.kind === "tuple" ? values.items.map(settingOf) : [undefined];
    const known = items.every((item) => item !== undefined);
    return series.with(
      series.shape,
      site,
      known ? step("isin", [series.trace], { values: items }) : new Lost("these values are not known", site.span),
    );
  },
  // pandas divides by one less than there are.
  std: (series, args, site) => reduce("std", series, args, site, { ddof: 1 }),
  var: (series, args, site) => reduce("var", series, args, site, { ddof: 1 }),
  unique: (series, _, site) =>
    new ArrayValue(
      [series.classes ?? { unknown: "how many different values there are is known only when the data are read" }],
      site.span,
      { trace: new Lost("the different values come in another order than they are read", site.span) },
    ),
  nunique: (series, _, site) =>
    unknown("how many different values there are is known only when the data are read", series.span ?? site.span),
  value_counts: (_, __, site) => unknown("how often each value occurs is known only when the data are read", site.span),
  reset_index: (series, _, site) => series.with(series.shape, site, series.trace),
  head: (series, args, site) =>
    series.with([null], site, step("part", [series.trace], { stop: indexOf(args.pick(0, "n")) ?? 5 })),
  sample: (series, args, site, machine) => {
    const fraction = args.named.get("frac")?.value;
    return series.with(
      series.shape,
      site,
      step("sample", [series.trace], {
        fraction: isNumeric(fraction) ? toNumber(fraction) : 1,
        ...stateOf(args.named.get("random_state")),
        stream: nextStream(machine),
      }),
    );
  },
};

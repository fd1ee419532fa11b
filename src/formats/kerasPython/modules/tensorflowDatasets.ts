/** `tensorflow_datasets`: data sets by name. They are downloaded at run time; some lie elsewhere in a form that is read here. */
import type { Settings } from "../../../model/recipe";
import type { Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { Dict, List } from "../../../python/containers";
import type { Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { indexOf, int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue, BYTES } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { Lost, Step, step, type Trace } from "../arrays/trace";
import { open, outside } from "./open";
import { publishedSets, type PublishedSet } from "./publishedSets";

/** A class of labels, as `features["label"]` is. */
const labels = (classes: number): External =>
  open("a class label", {
    num_classes: int(classes),
    names: new List(Array.from({ length: classes }, () => unknown("the names of the classes come with the data"))),
    shape: tuple([]),
  });

const imageShape = ({ image }: PublishedSet): Shape => (image === "free" || !image ? [null, null, 3] : image);
const later = (span?: Site["span"]): Value => unknown("what a data set holds is known only at run time", span);

/** Something by name, as `info.features["label"]` and `info.splits["train"]`. */
const named = (what: string, find: (name: string) => Value | undefined): External => ({
  kind: "external",
  what,
  item: (index, { span }) => (index.kind === "text" ? find(index.value) : undefined) ?? later(span),
});

/** What `with_info=True` gives. */
function info(name: string): Value {
  const known = setOf(name);
  const features = named("features", (one) => {
    if (one === "label" && known) return labels(known.classes);
    if (one !== "image" || !known?.image) return undefined;
    const shape = imageShape(known).map((side) => (typeof side === "number" ? int(side) : none));
    return open("an image feature", { shape: tuple(shape) });
  });
  const splits = named("splits", (one) => {
    const count = known && countOf(known, one);
    return count === undefined ? undefined : open("a split", { num_examples: int(count) });
  });
  return open("information on a data set", { features, splits, name: text(name) }, () => later());
}

const setOf = (name: string): PublishedSet | undefined =>
  Object.hasOwn(publishedSets, name) ? publishedSets[name] : undefined;

/** One run of samples of a part: `train[:80%]`. */
interface Run {
  readonly part: string;
  readonly from: number;
  readonly to: number;
}

/** The runs of a split such as `train[:10%]+test`; undefined where its parts are not known. */
function runsOf({ counts }: PublishedSet, split: string): readonly Run[] | undefined {
  const runs = split.split("+").map((one): Run | undefined => {
    const [, part = "", from, to] = /^\s*(\w+)\s*(?:\[([^:\]]*):([^\]]*)\])?\s*$/.exec(one) ?? [];
    const count = counts[part];
    if (count === undefined) return undefined;
    const bound = (written: string | undefined, preset: number): number => {
      if (written === undefined || written.trim() === "") return preset;
      const number = Number(written.replace(/[%_\s]/g, ""));
      const at = written.includes("%") ? Math.round((number * count) / 100) : number;
      return Math.max(0, Math.min(count, at < 0 ? at + count : at));
    };
    const run = { part, from: bound(from, 0), to: bound(to, count) };
    return Number.isInteger(run.from) && Number.isInteger(run.to) ? run : undefined;
  });
  return runs.every((run) => run !== undefined) ? runs : undefined;
}

const countOf = (set: PublishedSet, split: string): number | undefined =>
  runsOf(set, split)?.reduce((sum, { from, to }) => sum + to - from, 0);

/** Where the samples of one part come from. */
function wholePart(name: string, set: PublishedSet, part: string, { span }: Site): readonly [x: Trace, y: Trace] {
  const { origin } = set;
  const lost = (why: string): readonly [Trace, Trace] => [new Lost(why, span), new Lost(why, span)];
  const of = (does: string, settings: Settings, x: string, y: string): readonly [Trace, Trace] => {
    const whole = new Step(does, [], settings);
    return [step("pick", [whole], { name: x }), step("pick", [whole], { name: y })];
  };
  if (!origin || origin.kind === "download") return lost(notRead(name, origin?.url));
  if (origin.kind === "keras") {
    const [x, y] = of("keras_dataset", { name: origin.name, published: true }, `x_${part}`, `y_${part}`);
    const shape = [-1, ...imageShape(set)] as readonly number[];
    return [
      step("note", [step("reshape", [x], { shape })], { text: otherOrder(name) }),
      step("reshape", [y], { shape: [-1] }),
    ];
  }
  // These stand class by class, and there in a random order.
  const mixed = (trace: Trace): Trace => step("sample", [trace], { fraction: 1, stream: 0 });
  if (origin.kind === "sklearn") {
    const [x, y] = of("sklearn_set", { name: origin.name }, "data", "target");
    return [mixed(step("astype", [x], { type: "float32" })), mixed(y)];
  }
  const place = origin.parts[part];
  if (!place) return lost(`the part “${part}” of ${name} is not read here`);
  const size = origin.kind === "image_folder" && { size: imageShape(set).slice(0, 2) as readonly number[] };
  const classes = origin.classNames && { classes: origin.classNames };
  const settings = { ...place, packed: true, labels: "int", ...size, ...classes };
  const [x, y] = of(origin.kind, settings, "x", "y");
  return [mixed(x), mixed(y)];
}

const notRead = (name: string, url: string | undefined): string =>
  `tensorflow_datasets downloads ${name === "" ? "this data set" : `“${name}”`} to ~/tensorflow_datasets when the script runs; no script is run here, and its TFRecord files are not read; ${
    url === undefined ? "get its files" : `download ${url}, unpack it`
  } and choose the folder or file as the data`;
const otherOrder = (name: string): string =>
  `The samples of ${name} come from Keras's own file, where they stand in another order than in tensorflow_datasets.`;

/** The samples of a split, as a data set gives them one by one. */
function samples(name: string, split: string, supervised: boolean, site: Site): Value {
  const { span } = site;
  const set = setOf(name);
  const runs = set && runsOf(set, split);
  const lost = new Lost(set && !runs ? `the part “${split}” of ${name} is not known` : notRead(name, undefined), span);
  const parts =
    set &&
    runs?.map(({ part, from, to }) =>
      wholePart(name, set, part, site).map((trace) =>
        from === 0 && to === set.counts[part] ? trace : step("part", [trace], { start: from, stop: to }),
      ),
    );
  const joined = (place: 0 | 1): Trace => {
    const traces = parts?.map((part) => part[place]!) ?? [lost];
    return traces.length === 1 ? traces[0]! : step("concatenate", traces, { axis: 0 });
  };
  const count = (set && countOf(set, split)) ?? null;
  const hidden = unknown("what a data set holds is known only at run time", span);
  const shape = set?.features ?? (set?.image ? imageShape(set) : []);
  const x = new ArrayValue(set ? [count, ...shape] : hidden, span, {
    trace: joined(0),
    range: set?.image ? BYTES : undefined,
  });
  const y = new ArrayValue(set ? [count] : hidden, span, { trace: joined(1), classes: set?.classes });
  if (supervised) return tuple([x, y], span);
  return Dict.of(
    [
      [set?.image ? "image" : set?.features ? "features" : "text", x],
      ["label", y],
    ],
    span,
  );
}

const isTrue = (value: Value): boolean => value.kind === "bool" && value.value;

/** `tfds.load(name, split=…, with_info=…)`: a data set, or one for each split. */
function load(args: Arguments, site: Site, given?: string): Value {
  const { span } = site;
  const { bound } = args.under(given === undefined ? ["name", "split"] : ["split"]);
  const value = (name: string): Value => bound.get(name)?.value ?? none;
  const [written, split, batch] = [value("name"), value("split"), value("batch_size")];
  const name = given ?? (written.kind === "text" ? plainName(written.value) : "");
  const data = (one: Value): Value => {
    if (one.kind === "list" || one.kind === "tuple") return new List(one.items.map(data), span);
    if (one.kind !== "text") return later(span);
    const parts = samples(name, one.value, isTrue(value("as_supervised")), site);
    const size = indexOf(batch);
    return size === -1 ? parts : new DatasetValue(parts, { batch: size, shuffled: false });
  };
  const known = setOf(name);
  const all =
    split.kind === "none"
      ? known
        ? Dict.of(
            Object.keys(known.counts).map((part) => [part, data(text(part))] as const),
            span,
          )
        : new DatasetValue(tuple([data(text(""))]))
      : data(split);
  const wanted = value("with_info");
  if (wanted.kind !== "bool") return wanted.kind === "none" ? all : later(span);
  return wanted.value ? tuple([all, info(name)], span) : all;
}

/** Without its configuration and version. */
const plainName = (name: string): string => name.replace(/[/:].*$/, "");

/** `tfds.builder(name)`. */
const builder = builtin("tfds.builder", (args) => {
  const written = args.pick(0, "name");
  const name = written?.kind === "text" ? plainName(written.value) : "";
  return open("a builder of data sets", {
    info: info(name),
    download_and_prepare: builtin("download_and_prepare", () => none),
    as_dataset: builtin("as_dataset", (given, site) => load(given, site, name)),
  });
});

export const tensorflowDatasets = open(
  "tensorflow_datasets",
  {
    load: builtin("tfds.load", (args, site) => load(args, site)),
    builder,
    as_numpy: builtin("tfds.as_numpy", (args, { span }) => args.positional[0]?.value ?? later(span)),
    disable_progress_bar: builtin("tfds.disable_progress_bar", () => none),
    Split: open("tfds.Split", {
      TRAIN: text("train"),
      TEST: text("test"),
      VALIDATION: text("validation"),
    }),
  },
  (name) => outside(`tensorflow_datasets.${name}`),
);

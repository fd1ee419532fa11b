/** `keras.utils`: data in folders, labels as rows of zeros and ones. */
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import type { Run } from "../../../python/modules/module";
import { pathText } from "../../../python/modules/paths";
import { none, text, tuple, unknown } from "../../../python/value";
import { indexOf } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { toShape } from "../literal";
import { arrayOf } from "../numpy/making";
import { rememberDownload } from "../arrays/place";
import { step } from "../arrays/trace";
import { imageFolder, textFolder } from "./folders";
import { open, outside } from "./open";
import { padSequences } from "./sequences";
import { timeseriesDataset } from "./series";

const toCategorical: Run = (args, site, machine) => {
  const { span } = site;
  const { bound } = args.under(["x", "num_classes"]);
  const given = bound.get("x")?.value ?? bound.get("y")?.value;
  const labels = given && arrayOf(machine, given, site);
  const classes = bound.get("num_classes") ?? bound.get("nb_classes");
  if (!(labels instanceof ArrayValue))
    return labels?.kind === "unknown" ? labels : unknown("what to_categorical gives is not known", span);
  const { shape } = labels;
  const count = classes && classes.value.kind !== "none" ? toShape(tuple([classes.value])) : undefined;
  const wanted = count ?? [labels.classes ?? { unknown: "how many classes there are is known only at run time" }];
  const number = indexOf(classes?.value);
  const trace = step("one_hot", [labels.trace], { squeeze: true, ...(number !== undefined && { classes: number }) });
  if ("kind" in shape || "kind" in wanted) return new ArrayValue("kind" in wanted ? wanted : shape, span, { trace });
  const rows = shape.length > 1 && shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  return new ArrayValue([...rows, ...wanted], span, { trace });
};

/** `get_file("name", origin)`: where Keras keeps what it downloads; nothing is downloaded here. */
const getFile: Run = (args, site, machine) => {
  const { bound } = args.under(["fname", "origin"]);
  const plain = (name: string): string | undefined => pathText(bound.get(name)?.value);
  const origin = plain("origin");
  const given = plain("fname") ?? origin?.replace(/[?#].*$/, "").replace(/^.*\//, "");
  if (given === undefined || origin === undefined)
    return unknown("which file is downloaded here is not known", site.span);
  const folder = `${plain("cache_dir") ?? "~/.keras"}/${plain("cache_subdir") ?? "datasets"}`.replace(/\/\.?$/, "");
  const path = given.startsWith("/") ? given : `${folder}/${given}`;
  rememberDownload(machine, path, origin);
  return text(path, site.span);
};

const categorical = builtin("to_categorical", toCategorical);
/** `keras.utils.normalize(x, axis, order)`. */
const normalize: Run = (args, site, machine) => {
  const array = arrayOf(machine, args.pick(0, "x") ?? none, site);
  if (!(array instanceof ArrayValue))
    return array.kind === "unknown" ? array : unknown("what is normalized here is not followed", site.span);
  const [axis, order] = [args.pick(1, "axis"), args.pick(2, "order")].map((one) => one && indexOf(one));
  return array.with(
    array.shape,
    site,
    step("unit_norm", [array.trace], { ...(axis !== undefined && { axis }), ...(order !== undefined && { order }) }),
  );
};

const harmless = builtin("harmless", () => none);

export const utils = open(
  "keras.utils",
  {
    image_dataset_from_directory: imageFolder,
    text_dataset_from_directory: textFolder,
    timeseries_dataset_from_array: timeseriesDataset,
    get_file: builtin("get_file", getFile),
    data_utils: open("keras.utils.data_utils", { get_file: builtin("get_file", getFile) }),
    to_categorical: categorical,
    pad_sequences: padSequences,
    normalize: builtin("normalize", normalize),
    register_keras_serializable: builtin("register", transparent),
    plot_model: harmless,
    set_random_seed: harmless,
    np_utils: open("keras.utils.np_utils", {
      to_categorical: categorical,
      normalize: builtin("normalize", normalize),
    }),
  },
  (name) => outside(`keras.utils.${name}`),
);

/** `keras.utils`: data in folders, labels as rows of zeros and ones. */
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import type { Run } from "../../../python/modules/module";
import { none, tuple, unknown } from "../../../python/value";
import { ArrayValue, BYTES } from "../array";
import { DatasetValue } from "../dataset";
import { toLiteral, toShape } from "../literal";
import { open, outside } from "./open";

const folderArguments = ["directory", "labels", "label_mode", "class_names", "color_mode", "batch_size", "image_size"];

/** `image_dataset_from_directory("folder", image_size=…)`. */
export const imageFolder = builtin("image_dataset_from_directory", (args, { span }) => {
  const { bound } = args.under(folderArguments);
  const folder = bound.get("directory")?.value;
  const options = Object.fromEntries(
    [...bound].filter(([name]) => name !== "directory").map(([name, { value }]) => [name, toLiteral(value)]),
  );
  const hidden = folder?.kind === "unknown" ? folder.reason : "the folder is not known";
  const size = bound.get("image_size")?.value;
  const sides = size ? toShape(size) : [256, 256];
  const mode = options["color_mode"] ?? "rgb";
  const channels = mode === "grayscale" ? 1 : mode === "rgba" ? 4 : 3;
  const source = folder?.kind === "text" ? folder.value : { unknown: hidden };
  return new DatasetValue({ source, options, span }, "kind" in sides ? sides : [...sides, channels], BYTES);
});

const toCategorical: Run = (args, { span }) => {
  const { bound } = args.under(["x", "num_classes"]);
  const labels = bound.get("x")?.value ?? bound.get("y")?.value;
  const classes = bound.get("num_classes") ?? bound.get("nb_classes");
  if (!(labels instanceof ArrayValue)) return unknown("what to_categorical gives is not known", span);
  const { shape, origin } = labels;
  const given = classes && classes.value.kind !== "none" ? toShape(tuple([classes.value])) : undefined;
  const wanted = given ?? [labels.classes ?? { unknown: "how many classes there are is known only at run time" }];
  if ("kind" in shape || "kind" in wanted) return new ArrayValue("kind" in wanted ? wanted : shape, span, origin);
  const rows = shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  return new ArrayValue([...rows, ...wanted], span, origin);
};

const categorical = builtin("to_categorical", toCategorical);
const harmless = builtin("harmless", () => none);

export const utils = open(
  "keras.utils",
  {
    image_dataset_from_directory: imageFolder,
    to_categorical: categorical,
    register_keras_serializable: builtin("register", transparent),
    plot_model: harmless,
    set_random_seed: harmless,
    np_utils: open("keras.utils.np_utils", { to_categorical: categorical }),
  },
  (name) => outside(`keras.utils.${name}`),
);

/** Data in folders: `image_dataset_from_directory`, and the generators of old. */
import { isUnknown } from "../../../model/literal";
import type { Setting } from "../../../model/recipe";
import type { Given } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import type { Shape } from "../../../model/shape";
import { ArrayValue, BYTES, type ValueRange } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { placeOf } from "../arrays/place";
import { toLiteral, toShape } from "../literal";
import { isShape } from "../tensors/tensor";
import { Lost, Step, step, type Trace } from "../arrays/trace";

type Bound = ReadonlyMap<string, Given>;

const folderArguments =
  "directory labels label_mode class_names color_mode batch_size image_size shuffle seed validation_split subset interpolation".split(
    " ",
  );

/** What the arguments that both ways share say; or why that is not known. */
function folderSettings(
  bound: Bound,
  machine: Machine,
  names: { readonly size: string; readonly mode: string; readonly preset: string },
): { settings: Record<string, Setting>; shape: Shape } | Lost {
  const folder = bound.get("directory")?.value;
  const place = placeOf(folder, { span: folder?.span ?? { start: 0, end: 0 } }, machine);
  if (place instanceof Lost) return place;
  const size = bound.get(names.size)?.value;
  const sides = size ? toShape(size) : [256, 256];
  const literal = (name: string): Setting | Lost | undefined => {
    const given = bound.get(name);
    if (!given) return undefined;
    const value = toLiteral(given.value);
    if (isUnknown(value)) return new Lost(value.unknown, given.span);
    return value as Setting;
  };
  const [color, mode, classes, part, subset, seed, shuffle] = [
    "color_mode",
    names.mode,
    names.mode === "class_mode" ? "classes" : "class_names",
    "validation_split",
    "subset",
    "seed",
    "shuffle",
  ].map(literal);
  for (const one of [color, mode, classes, part, subset, seed]) if (one instanceof Lost) return one;
  if (!isShape(sides) || sides.some((side) => typeof side !== "number"))
    return new Lost("the size of the pictures is not known", size?.span);
  if (color === "rgba") return new Lost("pictures with their opacity are not read", folder?.span);
  const channels = color === "grayscale" ? 1 : 3;
  return {
    settings: {
      ...place,
      size: sides as readonly number[],
      labels: mode === undefined ? names.preset : mode === null ? "none" : (mode as Setting),
      ...(color !== undefined && { color: color as Setting }),
      ...(Array.isArray(classes) && { classes: classes as Setting }),
      ...(typeof part === "number" && { split: part }),
      ...(typeof subset === "string" && { subset }),
      ...(typeof seed === "number" && { seed }),
      ...(shuffle === false && typeof subset === "string" && { ordered: true }),
    },
    shape: [...sides, channels],
  };
}

function datasetOf(
  found: { settings: Record<string, Setting>; shape: Shape } | Lost,
  batch: Value | undefined,
  site: Site,
  shape?: Shape,
  does = "image_folder",
): Value {
  const { span } = site;
  const range = does === "image_folder" ? BYTES : undefined;
  if (found instanceof Lost)
    return new DatasetValue(
      tuple([
        new ArrayValue(shape ? [null, ...shape] : unknown(found.why, span), span, {
          trace: found,
          ...(shape && { range }),
        }),
        new ArrayValue([null], span, { trace: found }),
      ]),
      { batch: 32 },
    );
  const isPlain = found.settings["labels"] === "none" && does === "image_folder";
  const whole = new Step(does, [], isPlain ? { ...found.settings, labels: "int" } : found.settings);
  const part = (name: string, dims: Shape, range?: ValueRange): ArrayValue =>
    new ArrayValue([null, ...dims], span, { trace: step("pick", [whole], { name }), range });
  const mode = found.settings["labels"];
  const x = part("x", found.shape, range);
  const label: Shape =
    mode === "int" || mode === "sparse"
      ? []
      : mode === "binary"
        ? [1]
        : [{ unknown: "how many folders there are is not read here" }];
  const size = batch ? (indexOf(batch) ?? null) : 32;
  return new DatasetValue(mode === "none" ? x : tuple([x, part("y", label)]), {
    batch: batch?.kind === "none" ? undefined : (size ?? 32),
    shuffled: true,
  });
}

/** `image_dataset_from_directory("folder", image_size=…)`. */
export const imageFolder = builtin("image_dataset_from_directory", (args, site, machine) => {
  const { bound } = args.under(folderArguments);
  const size = bound.get("image_size")?.value;
  const sides = size ? toShape(size) : [256, 256];
  const mode = bound.get("color_mode")?.value;
  const channels =
    mode?.kind === "text" && mode.value === "grayscale" ? 1 : mode?.kind === "text" && mode.value === "rgba" ? 4 : 3;
  const subset = bound.get("subset")?.value;
  const batch = bound.get("batch_size")?.value;
  const shape: Shape = isShape(sides) ? [...sides, channels] : [];
  if (subset?.kind === "text" && subset.value === "both") {
    const both = (["training", "validation"] as const).map((name) => {
      const given = new Map(bound).set("subset", { value: { kind: "text", value: name }, span: undefined });
      return datasetOf(
        folderSettings(given, machine, { size: "image_size", mode: "label_mode", preset: "int" }),
        batch,
        site,
        shape,
      );
    });
    return tuple(both, site.span);
  }
  return datasetOf(
    folderSettings(bound, machine, { size: "image_size", mode: "label_mode", preset: "int" }),
    batch,
    site,
    shape,
  );
});

/** `text_dataset_from_directory("folder")`: texts, and the class of each. */
export const textFolder = builtin("text_dataset_from_directory", (args, site, machine) => {
  const { bound } = args.under(
    "directory labels label_mode class_names batch_size max_length shuffle seed validation_split subset".split(" "),
  );
  const made = (given: Bound): Value => {
    const found = folderSettings(given, machine, { size: "", mode: "label_mode", preset: "int" });
    const length = given.get("max_length")?.value;
    const lost =
      length && length.kind !== "none"
        ? new Lost("texts that are cut (max_length) are not followed", site.span)
        : found;
    return datasetOf(
      lost instanceof Lost ? lost : { ...lost, shape: [] },
      bound.get("batch_size")?.value,
      site,
      [],
      "text_folder",
    );
  };
  const subset = bound.get("subset")?.value;
  if (subset?.kind !== "text" || subset.value !== "both") return made(bound);
  const part = (name: string): Value => made(new Map(bound).set("subset", { value: text(name), span: undefined }));
  return tuple([part("training"), part("validation")], site.span);
});

const flowArguments =
  "directory target_size color_mode classes class_mode batch_size shuffle seed save_to_dir save_prefix save_format follow_links subset".split(
    " ",
  );

/** Changes of each picture that a generator draws anew each time. */
const augmentations =
  "rotation_range width_shift_range height_shift_range brightness_range shear_range zoom_range channel_shift_range horizontal_flip vertical_flip featurewise_center samplewise_center featurewise_std_normalization samplewise_std_normalization zca_whitening preprocessing_function".split(
    " ",
  );

/** `ImageDataGenerator(rescale=1./255).flow_from_directory(…)`, and `.flow(x, y)`. */
export const imageDataGenerator = builtin("ImageDataGenerator", (args): External => {
  const rescale = args.named.get("rescale")?.value;
  const part = args.named.get("validation_split");
  const left = augmentations.filter((name) => {
    const value = args.named.get(name)?.value;
    return (
      value &&
      value.kind !== "none" &&
      !(value.kind === "bool" && !value.value) &&
      !(isNumeric(value) && toNumber(value) === 0)
    );
  });
  const changed = (trace: Trace): Trace => {
    const scaled = isNumeric(rescale) ? step("map", [trace], { body: rescaling(toNumber(rescale)), result: 0 }) : trace;
    if (rescale && rescale.kind !== "none" && !isNumeric(rescale))
      return new Lost("by how much the pictures are scaled is not known", rescale.span);
    return left.length > 0
      ? step("note", [scaled], {
          text: `Pictures are taken as they are: what ImageDataGenerator does with ${left.join(", ")} is left out.`,
        })
      : scaled;
  };
  const brought = (dataset: Value): Value => {
    if (!(dataset instanceof DatasetValue)) return dataset;
    const [x, ...rest] = dataset.parts.kind === "tuple" ? dataset.parts.items : [dataset.parts];
    if (!(x instanceof ArrayValue)) return dataset;
    return dataset.with(
      tuple([
        new ArrayValue(x.shape, x.span, { trace: changed(x.trace), ...(!rescale && { range: x.range }) }),
        ...rest,
      ]),
    );
  };
  return {
    kind: "external",
    what: "an ImageDataGenerator",
    attribute: (name) => {
      if (name === "fit") return builtin("fit", () => none);
      if (name === "flow_from_directory")
        return builtin(name, (given, site, machine) => {
          const { bound } = given.under(flowArguments);
          const all = part ? new Map(bound).set("validation_split", part) : bound;
          const found = folderSettings(all, machine, {
            size: "target_size",
            mode: "class_mode",
            preset: "categorical",
          });
          const settings =
            found instanceof Lost
              ? found
              : {
                  ...found,
                  settings: {
                    ...found.settings,
                    byClass: true,
                    labels: found.settings["labels"] === "sparse" ? "int" : found.settings["labels"]!,
                  },
                };
          return brought(datasetOf(settings, bound.get("batch_size")?.value, site));
        });
      if (name === "flow")
        return builtin(name, (given, site) => {
          const { bound } = given.under(["x", "y", "batch_size"]);
          const [x, y] = [bound.get("x")?.value, bound.get("y")?.value];
          if (!(x instanceof ArrayValue)) return unknown("what flows here is not known", site.span);
          const batch = bound.get("batch_size") ? indexOf(bound.get("batch_size")!.value) : 32;
          return brought(
            new DatasetValue(y instanceof ArrayValue ? tuple([x, y]) : x, { batch: batch ?? 32, shuffled: true }),
          );
        });
      return undefined;
    },
  };
});

const rescaling = (factor: number): Setting => ({
  steps: [
    { does: "element", of: [], settings: { place: 0 } },
    { does: "astype", of: [0], settings: { type: "float32" } },
    { does: "multiply", of: [1], settings: { right: factor, float: true } },
  ],
  x: [2],
  y: [],
});

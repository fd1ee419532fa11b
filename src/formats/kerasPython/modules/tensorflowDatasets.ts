/** `tensorflow_datasets`: what is published of the best known data sets. The data itself comes at run time. */
import type { Arguments } from "../../../python/arguments";
import { List } from "../../../python/containers";
import type { Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { open, outside } from "./open";

type Sides = readonly (number | null)[];
const free: Sides = [null, null, 3];

/** By name: how many classes there are, and the shape of an image. */
const sets: Readonly<Record<string, readonly [classes: number, image?: Sides]>> = {
  mnist: [10, [28, 28, 1]],
  fashion_mnist: [10, [28, 28, 1]],
  kmnist: [10, [28, 28, 1]],
  cifar10: [10, [32, 32, 3]],
  cifar100: [100, [32, 32, 3]],
  svhn_cropped: [10, [32, 32, 3]],
  eurosat: [10, [64, 64, 3]],
  colorectal_histology: [8, [150, 150, 3]],
  deep_weeds: [9, [256, 256, 3]],
  horses_or_humans: [2, [300, 300, 3]],
  rock_paper_scissors: [3, [300, 300, 3]],
  beans: [3, [500, 500, 3]],
  cats_vs_dogs: [2, free],
  tf_flowers: [5, free],
  food101: [101, free],
  oxford_flowers102: [102, free],
  oxford_iiit_pet: [37, free],
  stanford_dogs: [120, free],
  cars196: [196, free],
  imagenet2012: [1000, free],
  imagenette: [10, free],
  malaria: [2, free],
  uc_merced: [21, [256, 256, 3]],
  imdb_reviews: [2],
};

/** A class of labels, as `features["label"]` is. */
const labels = (classes: number): External =>
  open("a class label", {
    num_classes: int(classes),
    names: new List(Array.from({ length: classes }, () => unknown("the names of the classes come with the data"))),
    shape: tuple([]),
  });

const images = (sides: Sides): External =>
  open("an image feature", { shape: tuple(sides.map((side) => (side === null ? none : int(side)))) });

/** What `with_info=True` gives. */
function info(name: string): Value {
  const known = Object.hasOwn(sets, name) ? sets[name] : undefined;
  const later = (span?: Site["span"]): Value => unknown("what a data set holds is known only at run time", span);
  const item = (index: Value, { span }: Site): Value => {
    if (index.kind !== "text" || !known) return later(span);
    if (index.value === "label") return labels(known[0]);
    return index.value === "image" && known[1] ? images(known[1]) : later(span);
  };
  const features: External = { kind: "external", what: "features", item };
  return open("information on a data set", { features, name: text(name) }, () => later());
}

/** `tfds.load(name, split=…, with_info=…)`: a data set, or one for each split. */
const load = (args: Arguments, { span }: Site): Value => {
  const { bound } = args.under(["name"]);
  const value = (name: string): Value => bound.get(name)?.value ?? none;
  const hidden = unknown("what a data set holds is known only at run time", span);
  const split = value("split");
  const data: Value =
    split.kind === "list" || split.kind === "tuple"
      ? new List(
          split.items.map(() => hidden),
          span,
        )
      : hidden;
  const wanted = value("with_info");
  const name = value("name");
  if (wanted.kind !== "bool") return wanted.kind === "none" ? data : hidden;
  if (!wanted.value) return data;
  return tuple([data, info(name.kind === "text" ? name.value.replace(/[/:].*$/, "") : "")], span);
};

export const tensorflowDatasets = open("tensorflow_datasets", { load: builtin("tfds.load", load) }, (name) =>
  outside(`tensorflow_datasets.${name}`),
);

/** What is published of the best known data sets of `tensorflow_datasets`, and where those of them can be had that are read here. */
import type { Shape } from "../../../model/shape";

type Sides = readonly [height: number, width: number, channels: number];

/** Where the same samples lie for those who have no Python. */
export type Origin =
  | { readonly kind: "keras"; readonly name: string }
  | { readonly kind: "sklearn"; readonly name: string }
  /** A folder for each part, with a folder for each class in it. */
  | {
      readonly kind: "image_folder" | "text_folder";
      readonly parts: Readonly<Record<string, { readonly path: string; readonly url: string }>>;
      readonly classNames?: readonly string[];
    }
  /** Nothing that is read step by step; the user may choose the folder. */
  | { readonly kind: "download"; readonly url: string };

export interface PublishedSet {
  readonly classes: number;
  /** Of one picture; `free` where each has its own size. */
  readonly image?: Sides | "free";
  readonly features?: Shape;
  readonly counts: Readonly<Record<string, number>>;
  readonly origin?: Origin;
}

const pictures = (
  classes: number,
  image: Sides | "free",
  counts: PublishedSet["counts"],
  origin?: Origin,
): PublishedSet => ({ classes, image, counts, ...(origin && { origin }) });
const fromKeras = (name: string): Origin => ({ kind: "keras", name });
const download = (url: string): Origin => ({ kind: "download", url });
const learning = "https://storage.googleapis.com/learning-datasets";
const reviews = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz";

export const publishedSets: Readonly<Record<string, PublishedSet>> = {
  mnist: pictures(10, [28, 28, 1], { train: 60000, test: 10000 }, fromKeras("mnist")),
  fashion_mnist: pictures(10, [28, 28, 1], { train: 60000, test: 10000 }, fromKeras("fashion_mnist")),
  kmnist: pictures(10, [28, 28, 1], { train: 60000, test: 10000 }),
  cifar10: pictures(10, [32, 32, 3], { train: 50000, test: 10000 }, fromKeras("cifar10")),
  cifar100: pictures(100, [32, 32, 3], { train: 50000, test: 10000 }, fromKeras("cifar100")),
  svhn_cropped: pictures(10, [32, 32, 3], { train: 73257, test: 26032, extra: 531131 }),
  stl10: pictures(10, [96, 96, 3], { train: 5000, test: 8000, unlabelled: 100000 }),
  eurosat: pictures(10, [64, 64, 3], { train: 27000 }),
  colorectal_histology: pictures(8, [150, 150, 3], { train: 5000 }),
  deep_weeds: pictures(9, [256, 256, 3], { train: 17509 }),
  horses_or_humans: pictures(
    2,
    [300, 300, 3],
    { train: 1027, test: 256 },
    {
      kind: "image_folder",
      parts: {
        train: { path: "horse-or-human", url: `${learning}/horse-or-human.zip` },
        test: { path: "validation-horse-or-human", url: `${learning}/validation-horse-or-human.zip` },
      },
      classNames: ["horses", "humans"],
    },
  ),
  rock_paper_scissors: pictures(
    3,
    [300, 300, 3],
    { train: 2520, test: 372 },
    {
      kind: "image_folder",
      parts: {
        train: { path: "rps", url: `${learning}/rps.zip` },
        test: { path: "rps-test-set", url: `${learning}/rps-test-set.zip` },
      },
      classNames: ["rock", "paper", "scissors"],
    },
  ),
  beans: pictures(3, [500, 500, 3], { train: 1034, test: 128, validation: 133 }),
  cats_vs_dogs: pictures(
    2,
    "free",
    { train: 23262 },
    download(
      "https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip",
    ),
  ),
  tf_flowers: pictures(
    5,
    "free",
    { train: 3670 },
    download("https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz"),
  ),
  food101: pictures(
    101,
    "free",
    { train: 75750, validation: 25250 },
    download("http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz"),
  ),
  oxford_flowers102: pictures(102, "free", { train: 1020, test: 6149, validation: 1020 }),
  oxford_iiit_pet: pictures(37, "free", { train: 3680, test: 3669 }),
  stanford_dogs: pictures(120, "free", { train: 12000, test: 8580 }),
  cars196: pictures(196, "free", { train: 8144, test: 8041 }),
  imagenet2012: pictures(1000, "free", { train: 1281167, validation: 50000 }),
  imagenette: pictures(
    10,
    "free",
    { train: 9469, validation: 3925 },
    download("https://s3.amazonaws.com/fast-ai-imageclas/imagenette2.tgz"),
  ),
  malaria: pictures(2, "free", { train: 27558 }),
  uc_merced: pictures(21, [256, 256, 3], { train: 2100 }),
  imdb_reviews: {
    classes: 2,
    counts: { train: 25000, test: 25000, unsupervised: 50000 },
    origin: {
      kind: "text_folder",
      parts: { train: { path: "aclImdb/train", url: reviews }, test: { path: "aclImdb/test", url: reviews } },
      classNames: ["neg", "pos"],
    },
  },
  iris: { classes: 3, features: [4], counts: { train: 150 }, origin: { kind: "sklearn", name: "iris" } },
};

/** The data sets of `keras.datasets`: where they come from, and where Keras keeps them. */

export interface KerasSet {
  /** What to download. */
  readonly url: string;
  readonly size: string;
  /** Where it lies in Keras's folder of data sets, in any of its versions: a file, or a folder where it has been unpacked. */
  readonly places: readonly string[];
}

const google = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
const toronto = "https://www.cs.toronto.edu/~kriz/";
const archive = (name: string, size: string): KerasSet => ({
  url: `${google}${name}.npz`,
  size,
  places: [`${name}.npz`],
});
const batches = (name: string, number: string): KerasSet => ({
  url: `${toronto}${name}-python.tar.gz`,
  size: `${number} MB`,
  places: [
    ...["", "-target"].flatMap((end) => [
      `${name}-batches-py${end}/${name}-batches-py`,
      `${name}-python${end}/${name}-python`,
    ]),
    `${name}-batches-py`,
    `${name}-python`,
    ...[
      "batches-py",
      "batches-py-target_archive",
      "batches-py-target",
      "python",
      "python-target_archive",
      "python-target",
    ].flatMap((end) => [`${name}-${end}.tar.gz`, `${name}-${end}`]),
  ],
});

export const kerasSets: Readonly<Record<string, KerasSet>> = {
  mnist: archive("mnist", "11 MB"),
  fashion_mnist: { url: google, size: "30 MB", places: ["fashion-mnist"] },
  cifar10: batches("cifar-10", "170"),
  cifar100: batches("cifar-100", "169"),
  imdb: archive("imdb", "17 MB"),
  reuters: archive("reuters", "2 MB"),
  boston_housing: archive("boston_housing", "57 kB"),
  california_housing: archive("california_housing", "744 kB"),
};

/** The files of the one set that is several. */
const fashionFiles = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map(
  (name) => `${name}-ubyte.gz`,
);

/** What is to be downloaded of a set, and where Keras looks for it: the file, or the folder of the files. */
export function downloadOf(name: string): { readonly urls: readonly string[]; readonly to: string } {
  const { url, places } = kerasSets[name]!;
  const to = `~/.keras/datasets/${places.find((place) => place.endsWith(".gz")) ?? places[0]!}`;
  return { urls: name === "fashion_mnist" ? fashionFiles.map((file) => url + file) : [url], to };
}

/** What is to be known of a set that a script takes from `tensorflow_datasets`. */
export const keptElsewhere =
  "tensorflow_datasets keeps its sets in ~/tensorflow_datasets, in TFRecord files that are not read here; Keras has the same samples in a file of its own.";

/** What to do when a set is not there; `isPublished` when the script takes it from `tensorflow_datasets`. */
export function howToGet(name: string, isPublished = false): string {
  if (isPublished) return `${keptElsewhere} ${howToGet(name)}`;
  const { url, size } = kerasSets[name]!;
  const { urls, to } = downloadOf(name);
  if (urls.length === 1)
    return `keras.datasets.${name} is not on this machine. Download ${url} (${size}) to ${to}, or choose the file where it is.`;
  const files = `${fashionFiles.slice(0, -1).join(", ")} and ${fashionFiles.at(-1)!}`;
  return `keras.datasets.${name} is not on this machine. Download ${files} from ${url} (${size}) to ${to}, or choose the folder that holds them.`;
}

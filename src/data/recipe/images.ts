/** Pictures: those of a folder with a sub-folder for each class, and changes of size. */
import { product } from "../../base/figures";
import { mixKeys, RandomStream } from "../../base/random";
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { listImages, type ImageList } from "../images/list";
import { ImageReader } from "../images/reader";
import { resize } from "../images/resize";
import { scanFolder } from "../images/scan";
import { DEFAULT_CACHE_BYTES } from "../limits";
import { isSet, numberIn, textIn, textsIn, wholeIn, wholesIn, type Given, type Operation } from "./operation";
import { placeIn } from "./place";
import { asNumbers, notFor, numbers, room, type Numbers, type Stream, type Value } from "./value";

/** `image_dataset_from_directory` and `flow_from_directory`: pictures as bytes, and the class of each. */
const imageFolder: Operation = {
  name: "image_folder",
  async run({ settings, context }: Given) {
    const { files, codecs, cacheBytes = DEFAULT_CACHE_BYTES } = context.tools;
    if (!codecs) throw new Error("images need codecs");
    const path = await placeIn(settings, context, "folder");
    context.tell(`Looking through ${path.slice(path.lastIndexOf("/") + 1)}`);
    const { parts, warnings } = await scanFolder(files, path);
    const { folder, classes } = parts.get("train")!;
    const names = textsIn(settings, "classes") ?? classes.map(({ name }) => name);
    const list = listImages(
      folder,
      classes.filter(({ name }) => names.includes(name)),
      names,
    );
    warnings.forEach(context.note);
    const [height = 256, width = 256] = wholesIn(settings, "size") ?? [];
    const channels = settings["color"] === "grayscale" ? 1 : 3;
    const reader = new ImageReader(list, [height, width, channels], files, codecs);
    const samples = reader.samples(cacheBytes);
    const chosen = placesFor(list, settings);
    const unused = new Float32Array(1);
    const x: Stream = {
      kind: "stream",
      shape: [chosen.length, height, width, channels],
      type: "uint8",
      fill: (places, into) =>
        samples.fill(
          Uint32Array.from(places, (place) => chosen[place]!),
          into,
          places.length === 1 ? unused : new Float32Array(places.length),
        ),
      warnings: () => reader.warnings(),
    };
    const labels = numbers(
      "int32",
      [chosen.length],
      Int32Array.from(chosen, (place) => list.labels[place]!),
    );
    const y = labelsAs(textIn(settings, "labels"), labels, names.length);
    return { kind: "bundle", get: (name) => Promise.resolve(name === "y" ? y : x) };
  },
};

/** The pictures of the part that is wanted: by class as generators have it, else of all in a random order. */
function placesFor({ labels, range }: ImageList, settings: Settings): Uint32Array {
  const part = numberIn(settings, "split");
  const all = Uint32Array.from(labels.keys());
  if (part === undefined || settings["subset"] === undefined || settings["subset"] === null) return all;
  const wantsValidation = settings["subset"] === "validation";
  if (isSet(settings, "byClass"))
    return all.filter((place) => {
      const [start, end] = range(place);
      return place - start < Math.trunc(part * (end - start)) === wantsValidation;
    });
  const order = new RandomStream(mixKeys(wholeIn(settings, "seed") ?? 0, all.length)).permutation(all.length);
  const taken = Math.trunc(part * all.length);
  return wantsValidation ? order.slice(all.length - taken) : order.slice(0, all.length - taken);
}

function labelsAs(mode: string, labels: Numbers, classes: number): Numbers {
  if (mode === "int") return labels;
  if (mode === "binary") {
    if (classes !== 2) throw new Trouble(`label_mode="binary" takes two classes; the folder has ${classes}.`);
    return numbers("float32", [labels.data.length, 1], Float32Array.from(labels.data));
  }
  const out = room("float32", [labels.data.length, classes]);
  for (const [i, label] of labels.data.entries()) out.data[i * classes + label] = 1;
  return out;
}

/** `tf.image.resize` of one picture or a batch. */
const resizing: Operation = {
  name: "resize_images",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "resize");
    const [height = 1, width = 1] = wholesIn(settings, "size") ?? [];
    const [rows = 1, columns = 1, channels = 1] = array.shape.slice(-3);
    const out = room("float32", [...array.shape.slice(0, -3), height, width, channels]);
    const from = Float32Array.from(array.data);
    const count = product(array.shape.slice(0, -3));
    const [own, made] = [rows * columns * channels, height * width * channels];
    for (let i = 0; i < count; i++) {
      const picture = { height: rows, width: columns, stride: channels, data: from.subarray(i * own, (i + 1) * own) };
      resize(picture, { height, width }, channels, out.data.subarray(i * made, (i + 1) * made) as Float32Array);
    }
    return out;
  },
};

/** The pictures of a stream all at once, for operations that need them so. */
export async function gathered(value: Value): Promise<Value> {
  if (value.kind !== "stream") return value;
  const out = room(value.type, value.shape);
  await value.fill(
    Uint32Array.from({ length: value.shape[0]! }, (_, i) => i),
    out.data as Uint8Array,
  );
  return out;
}

/** Brings pictures into memory. */
const gather: Operation = {
  name: "gather",
  run({ of: [value] }) {
    if (!value) throw notFor("Reading pictures", value);
    return gathered(value);
  },
};

export const images: readonly Operation[] = [imageFolder, resizing, gather];

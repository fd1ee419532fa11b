/** Pictures: those of a folder with a sub-folder for each class, and changes of size. */
import { product } from "../../base/figures";
import { isWhole } from "../../base/numbers";
import { imagesOf } from "../images/imageFile";
import { listImages } from "../images/list";
import { ImageReader } from "../images/reader";
import { resize } from "../images/resize";
import { scanFolder } from "../images/scan";
import { DEFAULT_CACHE_BYTES } from "../limits";
import { labelsAs, placesFor } from "./folder";
import { elementType, textIn, textsIn, wholesIn, type Given, type Operation } from "./operation";
import { placeIn } from "./place";
import { asNumbers, converted, notFor, numbers, room, type Stream, type Value } from "./value";

/** `image_dataset_from_directory` and `flow_from_directory`: pictures as bytes, and the class of each. */
const imageFolder: Operation = {
  name: "image_folder",
  async run({ settings, context }: Given) {
    const { files, cacheBytes = DEFAULT_CACHE_BYTES } = context.tools;
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
    const reader = new ImageReader(list, [height, width, channels], imagesOf(context.tools));
    const samples = reader.samples(cacheBytes);
    const chosen = placesFor(list.labels.length, list.range, settings);
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
      memory: samples,
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

/** `tf.image.resize` of one picture or a batch. */
const resizing: Operation = {
  name: "resize_images",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "resize");
    const [height = 1, width = 1] = wholesIn(settings, "size") ?? [];
    const [rows = 1, columns = 1, channels = 1] = array.shape.slice(-3);
    const out = room("float32", [...array.shape.slice(0, -3), height, width, channels]);
    const from = new Float32Array(array.data);
    const count = product(array.shape.slice(0, -3));
    const [own, made] = [rows * columns * channels, height * width * channels];
    for (let i = 0; i < count; i++) {
      const picture = { height: rows, width: columns, stride: channels, data: from.subarray(i * own, (i + 1) * own) };
      resize(picture, { height, width }, channels, out.data.subarray(i * made, (i + 1) * made) as Float32Array);
    }
    return out;
  },
};

/** `tf.image.convert_image_dtype`: whole numbers become parts of the largest that their type has, others stay. */
const imageToFloat: Operation = {
  name: "image_to_float",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "convert_image_dtype");
    const type = elementType(textIn(settings, "type")) ?? "float32";
    if (!isWhole(array.type)) return converted(array, type);
    const bits = Number(/\d+$/.exec(array.type)?.[0] ?? 8) - (array.type.startsWith("int") ? 1 : 0);
    const scale = Math.fround(1 / (2 ** bits - 1));
    const out = room(type, array.shape);
    for (let i = 0; i < out.data.length; i++) out.data[i] = array.data[i]! * scale;
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

export const images: readonly Operation[] = [imageFolder, resizing, imageToFloat, gather];

/** A folder with one sub-folder of PNG or JPEG images for each class, perhaps below `train`, `validation` and `test`. */
import type { Files } from "../base/files";
import type { DataSpec } from "../model/job";
import type { DataFormat, Dataset, PartName, Samples, Wish } from "./dataset";
import { commonSize, type CommonSize } from "./images/commonSize";
import { imagesOf } from "./images/imageFile";
import { listImages, type ImageList } from "./images/list";
import { ImageReader } from "./images/reader";
import { scanFolder, type ClassFolder } from "./images/scan";
import { thumbnails } from "./images/thumbnail";
import { DEFAULT_CACHE_BYTES } from "./limits";

export const imageFolder: DataFormat = {
  id: "image-folder",
  title: "Folder of class folders with PNG or JPEG images",
  matches: (_, kind) => kind === "folder",

  async describe({ source }, tools) {
    const { parts, warnings, complete } = await scanFolder(tools.files, source, GLANCE_FILES);
    const sets = [...parts].map(([name, part]) => [name, listImages(part.folder, part.classes)] as const);
    const train = sets.find(([name]) => name === "train")![1];
    const { shape, remarks } = await commonSize(tools.files, train, GLANCE_HEADERS);
    return {
      format: imageFolder.title,
      parts: sets.map(([name, { labels }]) => ({ name, count: labels.length, exact: complete })),
      inputShape: shape,
      classes: train.classes.map(({ name }) => name),
      ...(tools.codecs && { thumbnails: await thumbnails(tools.files, tools.codecs, train) }),
      warnings: [...warnings, ...remarks],
    };
  },

  async open(spec, tools, wish): Promise<Dataset> {
    const { parts, warnings } = await scanFolder(tools.files, spec.source);
    const names = classNames(parts.get("train")!.classes, wish);
    const train = listImages(parts.get("train")!.folder, parts.get("train")!.classes, names);
    const { shape, remarks } = await inputShape(tools.files, train, spec, wish);
    const images = imagesOf(tools);
    const readers: ImageReader[] = [];
    const open = (name: PartName): Samples | undefined => {
      const part = parts.get(name);
      if (!part) return undefined;
      const list = name === "train" ? train : listImages(part.folder, part.classes, names);
      const reader = new ImageReader(list, shape, images);
      readers.push(reader);
      return reader.samples(tools.cacheBytes ?? DEFAULT_CACHE_BYTES);
    };
    const [training, validation, test] = [open("train")!, open("validation"), open("test")];
    return {
      source: spec.source,
      input: { shape, type: "uint8", scale: spec.scale ? 1 / 255 : 1, image: true },
      target: { kind: "classes", names },
      targetSize: 1,
      train: training,
      ...(validation && { validation }),
      ...(test && { test }),
      splitBy: "class",
      warnings: () => [...warnings, ...remarks, ...readers.flatMap((reader) => reader.warnings())],
    };
  },
};

const GLANCE_FILES = 100_000;
const GLANCE_HEADERS = 50;
const OPENING_HEADERS = 200;

const classNames = (classes: readonly ClassFolder[], { like }: Wish): readonly string[] =>
  like?.target.kind === "classes" ? like.target.names : classes.map(({ name }) => name);

/** As the specification says, else as the model takes it, else as the first images are. */
async function inputShape(files: Files, list: ImageList, spec: DataSpec, { input }: Wish): Promise<CommonSize> {
  const sizes = input?.slice(1) ?? [];
  const known = sizes.filter((size) => typeof size === "number");
  const [height, width] = spec.imageSize ?? known;
  const channels = sizes.length === 3 ? sizes[2] : undefined;
  const decided = spec.imageSize !== undefined || (known.length === 3 && sizes.length === 3);
  if (decided && (channels === 1 || channels === 3)) return { shape: [height, width, channels], remarks: [] };
  const common = await commonSize(files, list, OPENING_HEADERS);
  const [commonHeight, commonWidth, own] = common.shape as [number, number, number];
  if (decided) return { shape: [height, width, own], remarks: [] };
  if (channels === 1 || channels === 3) return { ...common, shape: [commonHeight, commonWidth, channels] };
  // A model that takes images flat: the colours are what remains.
  const flat = sizes.length === 1 ? known[0]! / (commonHeight * commonWidth) : own;
  return { ...common, shape: [commonHeight, commonWidth, flat === 1 || flat === 3 ? flat : own] };
}

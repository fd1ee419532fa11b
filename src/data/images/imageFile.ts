/** One image file, in the size and channels that a model takes. */
import { product } from "../../base/figures";
import type { Files } from "../../base/files";
import { Trouble } from "../../base/trouble";
import type { Tools } from "../dataset";
import type { Codecs } from "./codecs";
import type { ImageSource } from "./imageSource";
import { convert } from "./resize";

interface Transferable {
  transfer?(newLength: number): ArrayBuffer;
}

/** Gives memory back at once, where the language can (ES2024): collected when there is much of it, pixels of many images would wait for that. */
const giveBack = ({ buffer }: Uint8Array): void => void (buffer as Transferable).transfer?.(0);

/** What one reader takes for images as large as a screen: its codec, a file and its pixels, and those before where they wait to be collected. */
export const READER_BYTES = ((ArrayBuffer.prototype as Transferable).transfer ? 12 : 45) * 2 ** 20;

export const LARGEST_FILE_BYTES = 2 ** 29;

/** Reads them in this thread. More than a few files at a time would only lie in memory. */
export const imagesBy = (files: Files, codecs: Codecs): ImageSource => ({
  atOnce: 8,
  bytes: READER_BYTES,
  async read(path, shape) {
    const bytes = await files.withFile(path, async (file) => {
      if (file.size > LARGEST_FILE_BYTES) throw new Trouble("It is far too large for an image.");
      return file.read(0, file.size);
    });
    const { width, height, rgba } = await codecs.decode(bytes);
    const [rows, columns, channels] = shape as [number, number, number];
    const pixels = new Uint8Array(product(shape));
    convert({ width, height, data: rgba, stride: 4, channels: 4 }, { height: rows, width: columns }, channels, pixels);
    giveBack(rgba);
    return pixels;
  },
});

/** As the tools have it: beside other work, or in this thread. */
export function imagesOf({ images, files, codecs }: Tools): ImageSource {
  if (images) return images;
  if (!codecs) throw new Error("images need codecs");
  return imagesBy(files, codecs);
}

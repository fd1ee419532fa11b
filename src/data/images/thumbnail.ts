/** Small pictures of samples, for someone who chooses data. */
import type { Files } from "../../base/files";
import { Trouble } from "../../base/trouble";
import type { Thumbnail } from "../dataset";
import type { Codecs } from "./codecs";
import { LARGEST_FILE_BYTES } from "./imageFile";
import type { ImageList } from "./list";
import { convert, type Pixels } from "./resize";

const LONGEST_SIDE = 64;

/** Shrunk until it fits, never blown up. */
export function thumbnailSize(label: string, from: Pixels & { readonly channels: number }): Thumbnail {
  const factor = Math.min(1, LONGEST_SIDE / Math.max(from.height, from.width));
  const [height, width] = [from.height, from.width].map((side) => Math.max(1, Math.round(side * factor))) as [
    number,
    number,
  ];
  const rgb = new Uint8Array(height * width * 3);
  convert(from, { height, width }, 3, rgb);
  const rgba = new Uint8Array(height * width * 4).fill(255);
  for (let i = 0; i < height * width; i++) rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return { label, width, height, rgba };
}

const MOST_THUMBNAILS = 8;

/** The first images of the first classes. */
export async function thumbnails(files: Files, codecs: Codecs, list: ImageList): Promise<readonly Thumbnail[]> {
  const filled = list.classes.filter((folder) => folder.files.length > 0);
  const each = Math.ceil(MOST_THUMBNAILS / filled.length);
  const pictures: Thumbnail[] = [];
  let start = 0;
  for (const { name, files: names } of filled) {
    for (let i = 0; i < Math.min(each, names.length) && pictures.length < MOST_THUMBNAILS; i++) {
      const picture = await files
        .withFile(list.path(start + i), (file) => file.read(0, Math.min(file.size, LARGEST_FILE_BYTES)))
        .then((bytes) => codecs.decode(bytes))
        .catch((error: unknown) => {
          if (error instanceof Trouble) return undefined;
          throw error;
        });
      if (picture) pictures.push(thumbnailSize(name, { ...picture, data: picture.rgba, stride: 4, channels: 4 }));
    }
    start += names.length;
  }
  return pictures;
}

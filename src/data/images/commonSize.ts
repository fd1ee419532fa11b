/** What size the images of a folder have, by a look at some of their headers. */
import type { Files } from "../../base/files";
import { counted, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { IMAGE_HEADER_BYTES, readImageHeader, type ImageHeader } from "./header";
import type { ImageList } from "./list";

export interface CommonSize {
  readonly shape: readonly number[];
  readonly remarks: readonly string[];
}

/** The size of the first image that says it, and how many of those looked at have another. */
export async function commonSize(files: Files, list: ImageList, looks: number): Promise<CommonSize> {
  const count = list.labels.length;
  const looked = Math.min(count, looks);
  let first: readonly number[] | undefined;
  let other = 0;
  let colours = 1;
  for (let i = 0; i < looked; i++) {
    const header = await headerOf(files, list.path(Math.floor((i * count) / looked)));
    if (!header) continue;
    first ??= [header.height, header.width];
    if (header.height !== first[0] || header.width !== first[1]) other++;
    if (header.channels >= 3) colours = 3;
  }
  if (!first) throw new Trouble(`Of ${counted(looked, "image")} looked at, none can be read.`);
  const [height, width] = first as [number, number];
  const of = looked === count ? showCount(count) : `the ${showCount(looked)} looked at`;
  const remark = `${showCount(other)} of ${of} are not ${height}×${width}: all are resized to that, unless a size is given.`;
  return { shape: [height, width, colours], remarks: other > 0 ? [remark] : [] };
}

async function headerOf(files: Files, path: string): Promise<ImageHeader | undefined> {
  try {
    return await files.withFile(path, async (file) => readImageHeader(await file.read(0, IMAGE_HEADER_BYTES)));
  } catch (error) {
    if (error instanceof Trouble) return undefined;
    throw error;
  }
}

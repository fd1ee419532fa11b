/**
 * What an image file says of itself before anything is decoded: its size above all, for a kilobyte can promise gigapixels. PNG by
 * the W3C specification's chunks, JPEG by the markers of ITU T.81.
 */
import { ByteReader, concatenate } from "../../base/bytes";
import { showBytes, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";

export interface ImageHeader {
  readonly format: "PNG" | "JPEG";
  /** Before it is turned as its EXIF orientation says. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bitsPerChannel: number;
}

/** Enough of most files to find the header in. */
export const IMAGE_HEADER_BYTES = 2 ** 16;
const MOST_PIXELS = 100e6;
const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";

/** Throws `Trouble` for what cannot be decoded. */
export function readImageHeader(start: Uint8Array): ImageHeader {
  const png = start.length >= 8 && latin1(start.subarray(0, 8)) === PNG_SIGNATURE;
  if (!png && !(start[0] === 0xff && start[1] === 0xd8)) throw new Trouble("It is not a PNG or JPEG image.");
  const header = png ? pngHeader(start) : jpegHeader(start);
  const { width, height } = header;
  if (width === 0 || height === 0) throw new Trouble("It says that it has no pixels.");
  if (width * height > MOST_PIXELS)
    throw new Trouble(`${showPixels(width * height)}; the limit is ${showPixels(MOST_PIXELS)}.`);
  return header;
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const showPixels = (pixels: number): string =>
  pixels >= 1e9 ? `${(pixels / 1e9).toFixed(1)} gigapixels` : `${showCount(Math.round(pixels / 1e6))} megapixels`;

const pngChannels: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 3],
  [4, 2],
  [6, 4],
]);

function pngHeader(start: Uint8Array): ImageHeader {
  const reader = new ByteReader(start, "big-endian");
  reader.skip(8);
  const length = reader.u32();
  if (reader.latin1(4) !== "IHDR" || length !== 13) throw new Trouble("Its PNG header is damaged.");
  const [width, height, bitsPerChannel, colour] = [reader.u32(), reader.u32(), reader.u8(), reader.u8()];
  const channels = pngChannels.get(colour);
  if (channels === undefined) throw new Trouble("Its PNG header is damaged.");
  return { format: "PNG", width, height, channels, bitsPerChannel };
}

function jpegHeader(start: Uint8Array): ImageHeader {
  const reader = new ByteReader(start, "big-endian");
  reader.skip(2);
  for (;;) {
    if (reader.u8() !== 0xff) throw new Trouble("Its JPEG header is damaged.");
    let marker = reader.u8();
    while (marker === 0xff) marker = reader.u8();
    // restart markers and TEM stand alone
    if ((marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) continue;
    const length = reader.u16();
    if (length < 2) throw new Trouble("Its JPEG header is damaged.");
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (!isFrame) {
      if (marker === 0xd9 || marker === 0xda) throw new Trouble("Its JPEG header is damaged.");
      reader.skip(length - 2);
      continue;
    }
    const bitsPerChannel = reader.u8();
    const [height, width, channels] = [reader.u16(), reader.u16(), reader.u8()];
    if (bitsPerChannel !== 8)
      throw new Trouble(`A JPEG image of ${bitsPerChannel} bits for each colour is not supported.`);
    if (channels === 4) throw new Trouble("A JPEG image in print colours (CMYK) is not supported; save it as RGB.");
    if (channels !== 1 && channels !== 3) throw new Trouble(`A JPEG image of ${channels} colours is not supported.`);
    return { format: "JPEG", width, height, channels, bitsPerChannel };
  }
}

/** What a decoder needs to see. Texts, colour profiles and animations are left out, so that no bomb in them goes off. */
const pngEssentials: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** A PNG file of its essential chunks only, checked to hold what its header promises. */
export function essentialPng(file: Uint8Array): Uint8Array {
  const { width, height, channels, bitsPerChannel } = pngHeader(file);
  const reader = new ByteReader(file, "big-endian");
  const kept = [reader.take(8)];
  let packed = 0;
  for (let name = ""; name !== "IEND";) {
    const start = reader.position;
    const length = reader.u32();
    name = reader.latin1(4);
    reader.skip(length + 4);
    if (name === "IDAT") packed += length;
    if (pngEssentials.has(name)) kept.push(file.subarray(start, reader.position));
    else if (name.charCodeAt(0) < 0x60) throw new Trouble("Its PNG data are damaged.");
  }
  const needed = (width * height * channels * bitsPerChannel) / 8;
  // 1,032 to 1 is as far as DEFLATE goes; 3 channels are 1 where there is a palette.
  if (needed / 3 > (packed + 64) * 1032)
    throw new Trouble(`It promises ${showBytes(needed)} of pixels and holds ${showBytes(packed)}.`);
  return concatenate(kept);
}

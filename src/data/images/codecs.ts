/**
 * Decodes PNG and JPEG with Squoosh's codecs (@jsquash), whose WebAssembly the caller hands in. A codec that fails on a damaged file
 * is in no state to be used again, so the next image gets a new one.
 */
import decodeJpeg, { init as initJpeg } from "@jsquash/jpeg/decode.js";
import initPng, { decode as decodePng } from "@jsquash/png/codec/pkg/squoosh_png.js";
import { Trouble } from "../../base/trouble";
import { essentialPng, readImageHeader } from "./header";

/** A decoded image. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity of each pixel. */
  readonly rgba: Uint8Array;
}

export interface Codecs {
  /** Throws `Trouble` for what cannot be decoded. */
  decode(file: Uint8Array): Promise<Picture>;
}

/** The codecs' own files: `mozjpeg_dec.wasm` and `squoosh_png_bg.wasm`. */
export interface CodecModules {
  readonly jpeg: Uint8Array;
  readonly png: Uint8Array;
}

/** The part of the WebAssembly API that is used here; TypeScript has it only together with the browser's. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
/** What the libraries call ImageData. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A codec's memory grows to its largest image and never shrinks: it is made anew after one larger than this. */
const KEPT_PIXELS = 16e6;

export function imageCodecs(modules: CodecModules): Codecs {
  const jpeg = new Codec(() => jpegDecoder(modules.jpeg));
  const png = new Codec(() => pngDecoder(modules.png));
  return {
    async decode(file) {
      const { format, width, height } = readImageHeader(file);
      const large = width * height > KEPT_PIXELS;
      return format === "PNG" ? png.decode(essentialPng(file), large) : jpeg.decode(file, large);
    },
  };
}

type Decoder = (file: Uint8Array) => Promise<Picture>;

class Codec {
  private decoder: Promise<Decoder> | undefined;
  /** Decoding takes turns, so that nobody holds a decoder that another's file has just broken. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly make: () => Promise<Decoder>) {}

  decode(file: Uint8Array, large: boolean): Promise<Picture> {
    const result = this.turn.then(() => this.next(file, large));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async next(file: Uint8Array, large: boolean): Promise<Picture> {
    const decoder = await (this.decoder ??= this.make());
    try {
      const picture = await decoder(file);
      if (large) this.decoder = undefined;
      return picture;
    } catch (error) {
      this.decoder = undefined;
      throw error instanceof Trouble ? error : new Trouble("Its pixels are damaged.");
    }
  }
}

async function jpegDecoder(bytes: Uint8Array): Promise<Decoder> {
  const module = await WebAssembly.compile(bytes);
  let remarks: string[] = [];
  const start = {
    instantiateWasm(imports: object, done: (instance: object) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: (remark: string) => void remarks.push(remark),
  };
  // The library's types know neither printErr nor that an instance is handed over.
  await initJpeg(start);
  return async (file) => {
    remarks = [];
    const options = { preserveOrientation: true };
    const { width, height, data } = (await decodeJpeg(new Uint8Array(file).buffer, options)) as Decoded;
    // The decoder makes up what is missing and only remarks on it.
    if (remarks.some((remark) => remark.startsWith("Premature end"))) throw new Trouble("It ends early.");
    return { width, height, rgba: new Uint8Array(data.buffer) };
  };
}

async function pngDecoder(bytes: Uint8Array): Promise<Decoder> {
  await initPng((await WebAssembly.compile(bytes)) as Parameters<typeof initPng>[0]);
  return (file) => {
    const { width, height, data } = decodePng(file) as Decoded;
    return Promise.resolve({ width, height, rgba: new Uint8Array(data.buffer) });
  };
}

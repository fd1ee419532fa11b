/** The image codecs, from where the packages keep them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { imageCodecs, type Codecs } from "../../src/data/images/codecs";

const require = createRequire(import.meta.url);

export const testCodecs = (): Codecs =>
  imageCodecs({
    jpeg: readFileSync(require.resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm")),
    png: readFileSync(require.resolve("@jsquash/png/codec/pkg/squoosh_png_bg.wasm")),
  });

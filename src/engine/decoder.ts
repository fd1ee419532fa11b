/** A thread that reads image files while others compute. Entry of its own worker. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { Trouble } from "../base/trouble";
import { imageCodecs } from "../data/images/codecs";
import { imagesBy } from "../data/images/imageFile";
import type { Answer, Order } from "./decoders";
import { diskFiles } from "./files";

const beside = (name: string): Buffer => readFileSync(join(__dirname, name));
const images = imagesBy(
  diskFiles,
  imageCodecs({ jpeg: beside("mozjpeg_dec.wasm"), png: beside("squoosh_png_bg.wasm") }),
);

/** One image after the other: only one is in memory as it lies in its file. */
let turn = Promise.resolve();
parentPort!.on("message", (order: Order) => {
  turn = turn.then(() => work(order));
});

async function work({ number, path, shape }: Order): Promise<void> {
  try {
    const pixels = await images.read(path, shape);
    answer({ number, pixels }, [pixels.buffer as ArrayBuffer]);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    answer({ number, sentence: error.sentence, ...(error.file !== undefined && { file: error.file }) });
  }
}

const answer = (message: Answer, transfer: readonly ArrayBuffer[] = []): void =>
  parentPort!.postMessage(message, transfer);

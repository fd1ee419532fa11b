/**
 * Threads that read image files while a step is computed: in the first epoch, and in every one where images do not all fit into
 * memory. They start with the first image that is wanted.
 */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Trouble } from "../base/trouble";
import { READER_BYTES } from "../data/images/imageFile";
import type { ImageSource } from "../data/images/imageSource";

/** What a decoding thread is told, and what it says. */
export interface Order {
  readonly number: number;
  readonly path: string;
  readonly shape: readonly number[];
}
export type Answer =
  | { readonly number: number; readonly pixels: Uint8Array }
  | { readonly number: number; readonly sentence: string; readonly file?: string };

/** Orders wait in the threads, so that these have work while nobody here can give them any; what is ready waits here. */
const AT_ONCE = 256;

interface Expected {
  readonly take: (pixels: Uint8Array) => void;
  readonly fail: (error: Error) => void;
}

/** `file` is the compiled decoder.ts. */
export function decoders(count: number, file = join(__dirname, "decoder.js")): ImageSource {
  const threads: Decoder[] = [];
  return {
    atOnce: AT_ONCE,
    bytes: count * READER_BYTES,
    read(path, shape) {
      if (threads.length < count) threads.push(new Decoder(file));
      const free = threads.reduce((least, one) => (one.waiting < least.waiting ? one : least));
      return free.read(path, shape);
    },
  };
}

class Decoder {
  private worker: Worker | undefined;
  private last = 0;
  private readonly expected = new Map<number, Expected>();

  constructor(private readonly file: string) {}

  get waiting(): number {
    return this.expected.size;
  }

  read(path: string, shape: readonly number[]): Promise<Uint8Array> {
    const worker = (this.worker ??= this.start());
    const order: Order = { number: ++this.last, path, shape };
    return new Promise((take, fail) => {
      this.expected.set(order.number, { take, fail });
      worker.postMessage(order);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.file);
    worker.unref();
    worker.on("message", (answer: Answer) => {
      const { take, fail } = this.expected.get(answer.number)!;
      this.expected.delete(answer.number);
      if ("pixels" in answer) take(answer.pixels);
      else fail(new Trouble(answer.sentence, answer.file));
    });
    // the next image gets a new thread
    worker.on("error", ({ message }) => {
      this.worker = undefined;
      for (const { fail } of this.expected.values())
        fail(new Trouble(`The thread that reads images ended: ${message}`));
      this.expected.clear();
    });
    return worker;
  }
}

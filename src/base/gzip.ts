/** Unpacks gzip as it comes, so that what is too large is noticed before it is in memory. */
import { concatenate } from "./bytes";
import { Trouble } from "./trouble";

/** Whether bytes begin as gzip does; names do not tell, for browsers unpack `.gz` files and keep the name. */
export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;

/** The unpacked bytes, piece by piece. */
async function* unpack(pieces: AsyncIterable<Uint8Array>, format: "gzip" | "deflate"): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  try {
    for (;;) {
      const next = await readOrFail(reader);
      if (next.done || !next.value) return;
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    await iterator.return?.();
  }
}

async function readOrFail(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> {
  try {
    return await reader.read();
  } catch (error) {
    throw error instanceof Trouble
      ? error
      : new Trouble("The gzip data are damaged, cut, or followed by something else; unpack the file first.");
  }
}

/** The pieces themselves, unpacked when they are gzip. */
export async function* unpacked(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const all = (async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  yield* isGzip(first.value) ? unpack(all, "gzip") : all;
}

/** What zlib packed, unpacked. */
export const inflated = (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> => unpack(pieces, "deflate");

/** All pieces at once. */
export async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return concatenate(all);
}

/** From a file's bytes to text: UTF-8, or UTF-16 where a byte order mark says so. */
import { counted } from "../../base/figures";
import { Trouble } from "../../base/trouble";

/** The text in pieces, without a byte order mark; every end of line is `\n`. Bytes that are no character become U+FFFD. */
export async function* textOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let heldReturn = "";
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece));
    const text = heldReturn + decoder.decode(piece, { stream: true });
    // \r at the end may be the first half of \r\n
    heldReturn = text.endsWith("\r") ? "\r" : "";
    yield oneLineEnd(heldReturn === "" ? text : text.slice(0, -1));
  }
  yield oneLineEnd(heldReturn + (decoder?.decode() ?? ""));
}

/** The text of bytes that are there at once, perhaps cut off somewhere. */
export const textIn = (bytes: Uint8Array): string =>
  oneLineEnd(new TextDecoder(encodingOf(bytes)).decode(bytes, { stream: true }));

const oneLineEnd = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  const zeros = start.subarray(0, 4096).reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (zeros > 0)
    throw new Trouble(
      `It is not text: ${counted(zeros, "zero byte")} at its beginning. Save it as UTF-8 if a spreadsheet wrote it.`,
    );
  return "utf-8";
}

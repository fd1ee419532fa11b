/** Files on disk: regular ones only, links not followed, and never a wait for a pipe or a device. */
import { constants, type BigIntStats, type Stats } from "node:fs";
import { lstat, open, opendir, type FileHandle } from "node:fs/promises";
import type { Entry, EntryKind, Files, OpenFile } from "../base/files";
import { about, Trouble } from "../base/trouble";

/** How files are opened: `O_NONBLOCK` because opening a pipe would wait for its writer. Windows knows neither flag. */
export const READ = [constants.O_RDONLY, constants.O_NOFOLLOW, constants.O_NONBLOCK].reduce(
  (flags, flag: number | undefined) => flags | (flag ?? 0),
  0,
);

export const diskFiles: Files = {
  async kind(path) {
    try {
      return kindOf(await lstat(path));
    } catch (error) {
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
      throw explained(error, path);
    }
  },

  async *list(folder) {
    try {
      // Node gives names as bytes when asked so; its types do not say it.
      const names = await opendir(folder, { encoding: "buffer" as "utf8", bufferSize: 1024 });
      for await (const entry of names) yield entryOf(entry);
    } catch (error) {
      throw explained(error, folder);
    }
  },

  withFile: (path, work) =>
    about(path, async () => {
      const handle = await opened(path);
      try {
        const before = await handle.stat({ bigint: true });
        if (!before.isFile()) throw new Trouble("Not a regular file.");
        const result = await work(new DiskFile(handle, Number(before.size)));
        if (!unchanged(before, await handle.stat({ bigint: true }))) throw changed();
        return result;
      } finally {
        await handle.close();
      }
    }),
};

interface NamedEntry extends Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink"> {
  readonly name: Buffer | string;
}

/** A name whose bytes are not UTF-8 could not be opened under the text that it would become. */
function entryOf(entry: NamedEntry): Entry {
  const name = entry.name.toString();
  const faithful = typeof entry.name === "string" || Buffer.from(name).equals(entry.name);
  return { name, kind: faithful ? kindOf(entry) : "other" };
}

function kindOf(stats: Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">): EntryKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  return stats.isSymbolicLink() ? "link" : "other";
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, READ);
  } catch (error) {
    throw explained(error);
  }
}

class DiskFile implements OpenFile {
  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = new Uint8Array(wanted);
    for (let filled = 0; filled < wanted;) {
      const count = await this.readInto(bytes, filled, offset + filled);
      if (count === 0) throw changed();
      filled += count;
    }
    return bytes;
  }

  private async readInto(bytes: Uint8Array, filled: number, position: number): Promise<number> {
    try {
      return (await this.handle.read(bytes, filled, bytes.length - filled, position)).bytesRead;
    } catch (error) {
      throw explained(error);
    }
  }
}

const unchanged = (before: BigIntStats, after: BigIntStats): boolean =>
  before.size === after.size && before.mtimeNs === after.mtimeNs;

const changed = (): Trouble =>
  new Trouble("The file was changed while it was being read (its size or time differ); try again.");

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const isLink = "This is a link, and links are not followed; name the file that it points to.";
const sentences: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "There is no such file."],
  ["ENOTDIR", "There is no such file."],
  ["EACCES", "Reading it is not permitted."],
  ["EPERM", "Reading it is not permitted."],
  ["EISDIR", "Not a regular file."],
  ["ENXIO", "Not a regular file."],
  ["ELOOP", isLink],
  ["EMLINK", isLink],
  ["EMFILE", "Too many files are open; close some programs and try again."],
]);

/** What the system said, for the user; what it did not say is passed on. */
function explained(error: unknown, path?: string): unknown {
  const code = codeOf(error);
  if (error instanceof Trouble || code === "") return error;
  return new Trouble(sentences.get(code) ?? `It cannot be read (${code}).`, path);
}

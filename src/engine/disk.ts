/** Writing so that a crash leaves either the old file or the new one, never a torn one. */
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { about, Trouble } from "../base/trouble";

/** What `writeWhole` calls a file that is not whole yet. */
export const HALF_WRITTEN = /\.tmp-\d+$/;

/** Writes a whole file: beside it first, down to the disk, then in its place, and the folder's entry down to the disk too. */
export async function writeWhole(path: string, contents: Uint8Array | string): Promise<void> {
  const beside = `${path}.tmp-${process.pid}`;
  try {
    const file = await open(beside, "w");
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}

/** Windows has no such thing as syncing a folder; renaming is durable there. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What a user can do about a write that failed. */
export function cannotWrite(path: string, error: unknown): Trouble {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const why: Readonly<Record<string, string>> = {
    ENOSPC: "The disk is full; make room or choose another folder.",
    EROFS: "The disk is read-only; choose another folder.",
    EACCES: "Writing is not permitted there; choose another folder.",
    EPERM: "Writing is not permitted there; choose another folder.",
    ENOENT: "The folder is gone; choose another one.",
    EFBIG: "The file would be larger than is allowed there.",
    EDQUOT: "Your quota on this disk is used up; make room or choose another folder.",
  };
  return new Trouble(
    `Cannot write this file: ${why[code] ?? (error instanceof Error ? error.message : String(error))}`,
    path,
  );
}

/** Text that grows line by line, in the order of the calls. */
export class LineFile {
  private last: Promise<void> = Promise.resolve();
  private failure: Trouble | undefined;

  private constructor(
    private readonly path: string,
    private readonly file: Awaited<ReturnType<typeof open>>,
  ) {}

  static open(path: string): Promise<LineFile> {
    return about(path, async () => {
      try {
        return new LineFile(path, await open(path, "a"));
      } catch (error) {
        throw cannotWrite(path, error);
      }
    });
  }

  append(line: string): void {
    this.last = this.last
      .then(async () => {
        if (!this.failure) await this.file.appendFile(`${line}\n`);
      })
      .catch((error: unknown) => {
        this.failure = cannotWrite(this.path, error);
      });
  }

  /** Waits until everything is written; throws the first trouble there was. */
  async flush(): Promise<void> {
    await this.last;
    if (this.failure) throw this.failure;
  }

  async close(): Promise<void> {
    await this.last;
    await this.file.close();
    if (this.failure) throw this.failure;
  }
}

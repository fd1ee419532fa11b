import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PieceReader, piecesOf } from "../../src/base/files";
import { Trouble } from "../../src/base/trouble";
import { diskFiles } from "../../src/engine/files";

const folder = mkdtempSync(join(tmpdir(), "batchwise-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => `${folder}/${name}`;
const makePipe = "mkfifo";
const posix = process.platform !== "win32";

writeFileSync(at("file"), "hello");
mkdirSync(at("folder"));
writeFileSync(at("folder/inside"), "");
if (posix) {
  symlinkSync(at("file"), at("link"));
  symlinkSync(at("loop"), at("loop"));
  execFileSync(makePipe, [at("pipe")]);
}

const read = (path: string): Promise<string> =>
  diskFiles.withFile(path, async (file) => new TextDecoder().decode(await file.read(0, file.size)));

describe("files on disk", () => {
  test("are read, whole and in part", async () => {
    expect(await read(at("file"))).toBe("hello");
    const parts = await diskFiles.withFile(at("file"), async (file) => [
      await file.read(1, 2),
      await file.read(4, 100),
      await file.read(9, 1),
    ]);
    expect(parts.map((part) => new TextDecoder().decode(part))).toEqual(["el", "o", ""]);
  });

  test.runIf(posix)("are told from folders, links and pipes", async () => {
    const entries = new Map<string, string>();
    for await (const { name, kind } of diskFiles.list(folder)) entries.set(name, kind);
    expect(Object.fromEntries(entries)).toEqual({
      file: "file",
      folder: "folder",
      link: "link",
      loop: "link",
      pipe: "other",
    });
    for (const [name, kind] of entries) expect(await diskFiles.kind(at(name))).toBe(kind);
    expect(await diskFiles.kind(at("nothing"))).toBeUndefined();
    expect(await diskFiles.kind(at("file/beyond"))).toBeUndefined();
  });

  const link = "This is a link, and links are not followed; name the file that it points to.";
  const bad: readonly [string, string][] = [
    ["nothing", "There is no such file."],
    ["file/beyond", "There is no such file."],
    ["folder", "Not a regular file."],
    ["pipe", "Not a regular file."],
    ["link", link],
    ["loop", link],
  ];
  test.runIf(posix).each(bad)("%s is not read", async (name, message) => {
    await expect(read(at(name))).rejects.toThrow(new Trouble(message, at(name)));
  });

  test.runIf(posix)("a device is not read", async () => {
    await expect(read("/dev/zero")).rejects.toThrow("Not a regular file. (/dev/zero)");
  });

  test.runIf(process.platform === "linux")("a name that is not UTF-8 is no file", async () => {
    mkdirSync(at("names"));
    writeFileSync(Buffer.concat([Buffer.from(at("names/")), Buffer.from([0xff, 0x61])]), "");
    writeFileSync(at("names/ünï\nline"), "text");
    const entries: unknown[] = [];
    for await (const entry of diskFiles.list(at("names"))) entries.push(entry);
    expect(entries).toContainEqual({ name: "ünï\nline", kind: "file" });
    expect(entries).toContainEqual({ name: "\uFFFDa", kind: "other" });
  });

  test("a folder that is not there says so", async () => {
    const list = async (): Promise<void> => {
      for await (const entry of diskFiles.list(at("nothing"))) expect(entry).toBeUndefined();
    };
    await expect(list()).rejects.toThrow(`There is no such file. (${at("nothing")})`);
  });
});

describe("a file that changes while it is read is noticed", () => {
  const changes: readonly [string, (path: string) => void][] = [
    ["grows", (path) => appendFileSync(path, "more")],
    ["is cut", (path) => truncateSync(path, 1_500_000)],
    [
      "is written again",
      (path) => {
        writeFileSync(path, Buffer.alloc(3_000_000));
        utimesSync(path, 1, 1);
      },
    ],
  ];
  test.each(changes)("when it %s", async (what, change) => {
    const path = at(what);
    writeFileSync(path, Buffer.alloc(3_000_000, 7));
    const reading = diskFiles.withFile(path, async (file) => {
      const reader = new PieceReader(piecesOf(file));
      await reader.take(1_000_000);
      change(path);
      return reader.take(file.size);
    });
    await expect(reading).rejects.toThrow("The file was changed while it was being read");
  });
});

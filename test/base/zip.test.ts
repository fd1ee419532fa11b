import { describe, expect, test } from "vitest";
import { memoryFile } from "../../src/base/files";
import { Trouble } from "../../src/base/trouble";
import { openZip, writeZip } from "../../src/base/zip";
import { buildZip, type Around, type TestMember } from "../support/zip";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What reading everything in an archive has to say; "" when nothing. */
async function trouble(bytes: Uint8Array): Promise<string> {
  try {
    for (const member of (await openZip(memoryFile(bytes))).values()) await member.read();
    return "";
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
}

describe("a good archive", () => {
  const archive = buildZip([
    { name: "a.txt", data: "hello" },
    { name: "deep/b.txt", data: "x".repeat(10_000), deflate: true },
    { name: "__proto__", data: "text" },
    { name: "constructor", data: "" },
  ]);

  test("gives its members", async () => {
    const members = await openZip(memoryFile(archive));
    expect([...members.keys()]).toEqual(["a.txt", "deep/b.txt", "__proto__", "constructor"]);
    expect(text(await members.get("a.txt")!.read())).toBe("hello");
    expect(text(await members.get("deep/b.txt")!.read())).toBe("x".repeat(10_000));
    expect(text(await members.get("__proto__")!.read())).toBe("text");
    expect(({} as Record<string, unknown>)["text"]).toBeUndefined();
  });

  test("lets the start of a member be looked at", async () => {
    const members = await openZip(memoryFile(archive));
    for (const [name, start] of [
      ["a.txt", "hel"],
      ["deep/b.txt", "xxx"],
      ["constructor", ""],
    ] as const)
      expect(text(await members.get(name)!.peek(3))).toBe(start);
    expect(text(await members.get("a.txt")!.peek(100))).toBe("hello");
  });
});

test("what is written can be read, and is the same each time", async () => {
  const members = [
    ["dense/kernel.npy", new Uint8Array([1, 2, 3])],
    ["aux.npy", new Uint8Array(100_000).fill(7)],
    ["ünïcode 層.npy", new Uint8Array()],
  ] as const;
  const bytes = await writeZip(members);
  expect(bytes).toEqual(await writeZip(members));
  const read = await openZip(memoryFile(bytes));
  expect([...read.keys()]).toEqual(members.map(([name]) => name));
  for (const [name, data] of members) expect(await read.get(name)!.read()).toEqual(data);
});

const zeros = (size: number): Uint8Array => new Uint8Array(size);
const good: TestMember = { name: "a", data: "hello, hello, hello" };
const bad: readonly [what: string, message: string, members: readonly TestMember[], around?: Around][] = [
  [
    "a bomb",
    "Member “a” declares 256.0 MiB from 254.9 KiB (×1,028; limit ×100). Not opened.",
    [{ name: "a", data: "", deflate: true, packed: zeros(261_024), size: 2 ** 28 + 1 }],
  ],
  [
    "a lie: holds more",
    "Member “a” declares 10 bytes but holds more or less.",
    [{ name: "a", data: zeros(50_000), deflate: true, size: 10 }],
  ],
  [
    "a lie: holds less",
    "Member “a” is damaged (checksum or packing).",
    [{ name: "a", data: zeros(4000), deflate: true, size: 5120 }],
  ],
  [
    "a lie: holds far less",
    "Member “a” declares 3.6 GiB from 7 bytes (×557,142,857; limit ×100). Not opened.",
    [{ ...good, data: "12345", deflate: true, size: 3.9e9 }],
  ],
  [
    "a lie below the free size",
    "Member “a” declares 95.4 MiB but cannot hold that in 7 bytes.",
    [{ ...good, data: "12345", deflate: true, size: 1e8 }],
  ],
  ["a stored lie", "Member “a” declares 20 bytes but holds 19 bytes.", [{ ...good, size: 20 }]],
  ["overlapping members", "Two members share the same bytes.", [good, { ...good, name: "a", overlaps: true }]],
  ["a name that climbs", "Member name “../../x” leaves the archive.", [{ ...good, name: "../../x" }]],
  ["a name that climbs within", "Member name “a/../../x” leaves the archive.", [{ ...good, name: "a/../../x" }]],
  ["an absolute name", "Member name “/x” leaves the archive.", [{ ...good, name: "/x" }]],
  ["a drive", "Member name “C:\\x” leaves the archive.", [{ ...good, name: "C:\\x" }]],
  ["backslashes", "Member name “a\\..\\..\\x” leaves the archive.", [{ ...good, name: "a\\..\\..\\x" }]],
  ["NUL in a name", "Member name “a\0b” leaves the archive.", [{ ...good, name: "a\0b" }]],
  ["a trailing dot", "Member name “a.” is not one that every system can have.", [{ ...good, name: "a." }]],
  ["a long name", "A member's name has 5,000 characters; the limit is 1,024.", [{ ...good, name: "n".repeat(5000) }]],
  ["a link", "Member “w” is a link.", [{ ...good, name: "w", mode: 0o120777 }]],
  ["a device", "Member “w” is not a regular file.", [{ ...good, name: "w", mode: 0o020777 }]],
  ["two of one name", "Two members have the same name.", [good, good]],
  [
    "other names in the local headers",
    "The headers of a member disagree with the archive's directory.",
    [{ ...good, localName: "b" }],
  ],
  [
    "other sizes in the local headers",
    "The headers of a member disagree with the archive's directory.",
    [{ ...good, localSize: 7 }],
  ],
  ["a wrong checksum", "Member “a” is damaged (checksum or packing).", [{ ...good, crc: 1 }]],
  ["an encrypted member", "Member “a” is encrypted; that is not supported.", [{ ...good, flags: 1 }]],
  [
    "an unknown method",
    "Member “a” uses method 99, which is not supported; pack it again with an ordinary zip tool.",
    [{ ...good, method: 99 }],
  ],
  [
    "zstd",
    "Member “a” uses method 93, which is not supported; pack it again with an ordinary zip tool.",
    [{ ...good, method: 93 }],
  ],
  ["several disks", "The archive ends early or its directory is damaged.", [good], { disk: 1 }],
  [
    "data before",
    "There are data before or after the archive, or two directories (prepended data).",
    [good],
    { before: new Uint8Array(100) },
  ],
  [
    "data after",
    "There are data before or after the archive, or two directories (appended data).",
    [good],
    { after: new Uint8Array(100) },
  ],
  [
    "an end record in the comment",
    "There are data before or after the archive, or two directories.",
    [good],
    { comment: buildZip([]) },
  ],
  [
    "an archive in the comment",
    "There are data before or after the archive, or two directories (multiple end of central directory records).",
    [good],
    { comment: buildZip([{ ...good, name: "b" }]) },
  ],
  ["fewer members than said", "The archive ends early or its directory is damaged.", [good], { count: 7 }],
  [
    "more members than said",
    "There are data before or after the archive, or two directories (trailing central directory data).",
    [good, { ...good, name: "b" }],
    { count: 1 },
  ],
  [
    "too many members",
    "The archive has more than 10,000 members.",
    Array.from({ length: 10_001 }, (_, i) => ({ name: String(i), data: "" })),
  ],
];

describe("a bad archive is refused with a reason", () => {
  for (const [what, message, members, around] of bad)
    test(what, async () => {
      expect(await trouble(buildZip(members, around))).toBe(message);
    });

  test("sizes that add up", async () => {
    const limits = { members: 10, nameLength: 10, totalBytes: 5000, freeBytes: 2000, ratio: 100 };
    const members = ["a", "b", "c"].map((name) => ({ name, data: zeros(2000), deflate: true }));
    await expect(openZip(memoryFile(buildZip(members)), limits)).rejects.toThrow(
      "The members add up to 5.9 KiB; the limit is 4.9 KiB.",
    );
    expect((await openZip(memoryFile(buildZip(members.slice(1))), limits)).size).toBe(2);
  });

  test.each([
    ["nothing", "", "Not a zip archive."],
    ["other bytes", "GIF89a and so on, and so on, and so on", "Not a zip archive."],
    ["HDF5", "\x89HDF\r\n\x1a\n and so on, and so on", "This is an HDF5 file, not a zip archive; rename it .h5."],
  ])("%s", async (_, content, message) => {
    expect(await trouble(Buffer.from(content, "latin1"))).toBe(message);
  });

  test("half of an archive", async () => {
    const whole = buildZip([good, { ...good, name: "b" }]);
    expect(await trouble(whole.subarray(0, whole.length >> 1))).toBe(
      "The archive ends early or its directory is damaged.",
    );
  });

  test("zeros below 256 MiB open however tight they are", async () => {
    expect(await trouble(buildZip([{ name: "a", data: zeros(2 ** 20), deflate: true }]))).toBe("");
  });
});

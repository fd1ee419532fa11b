/** Threads that read images give what is read here, and say what cannot be read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { imagesBy } from "../../src/data/images/imageFile";
import { decoders } from "../../src/engine/decoders";
import { diskFiles } from "../../src/engine/files";
import { testCodecs } from "../support/codecs";

const file = resolve(import.meta.dirname, "../../dist/decoder.js");
const photographs = [0, 1, 2, 3].map((i) =>
  resolve(import.meta.dirname, `../fixtures/data/images/clothing_pants_shorts_${i}.jpg`),
);
const folder = mkdtempSync(join(tmpdir(), "batchwise-decoders-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("threads read the same pixels, each image for the one who asked", async () => {
  const [here, elsewhere] = [imagesBy(diskFiles, testCodecs()), decoders(2, file)];
  const shapes = [
    [24, 20, 3],
    [7, 9, 1],
  ];
  const asked = shapes.flatMap((shape) => photographs.map((path) => [path, shape] as const));
  const own = await Promise.all(asked.map(([path, shape]) => here.read(path, shape)));
  const theirs = await Promise.all(asked.map(([path, shape]) => elsewhere.read(path, shape)));
  expect(theirs).toEqual(own);
  expect(own.map((pixels) => pixels.length)).toEqual(asked.map(([, [a, b, c]]) => a! * b! * c!));
});

test("what cannot be read is said as it is here, and the next image comes", async () => {
  const broken = join(folder, "broken.jpg");
  writeFileSync(broken, "no picture");
  const elsewhere = decoders(1, file);
  const reading = [join(folder, "gone.png"), broken, photographs[0]!].map((path) => elsewhere.read(path, [4, 4, 3]));
  const [gone, damaged, good] = await Promise.allSettled(reading);
  const here = imagesBy(diskFiles, testCodecs());
  const failure = (path: string) => here.read(path, [4, 4, 3]).catch((error: unknown) => error);
  expect(gone).toEqual({ status: "rejected", reason: await failure(join(folder, "gone.png")) });
  expect(damaged).toEqual({ status: "rejected", reason: await failure(broken) });
  expect(good).toMatchObject({ status: "fulfilled", value: await here.read(photographs[0]!, [4, 4, 3]) });
});

test("a thread that ends fails what it was to read, and another takes its place", async () => {
  const ending = join(folder, "ending.js");
  writeFileSync(
    ending,
    'require("node:worker_threads").parentPort.on("message", () => { throw new Error("no memory"); });',
  );
  const elsewhere = decoders(1, ending);
  for (let i = 0; i < 2; i++)
    await expect(elsewhere.read("a.png", [4, 4, 3])).rejects.toThrow("The thread that reads images ended: no memory");
});

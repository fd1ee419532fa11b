/**
 * A folder with the four files that MNIST and its kin come in: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same for
 * `t10k`, each perhaps packed (`.gz`).
 */
import type { Files } from "../base/files";
import { Trouble } from "../base/trouble";
import { arrayData, type ArrayPart } from "./arrays/arrayData";
import { describeArrays, GLANCE_SAMPLES } from "./arrays/describe";
import { readIdx } from "./arrays/idxFile";
import type { DataFormat } from "./dataset";

export const idx: DataFormat = {
  id: "idx",
  title: "Folder of IDX files (train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz] …)",
  matches: async (source, kind, files) =>
    kind === "folder" && (await namesIn(files, source)).some((name) => trainImages.test(name)),

  async describe({ source }, tools) {
    const pairs = await pairsIn(tools.files, source);
    const [train] = pairs;
    const x = await readIdx(`${source}/${train!.images}`, tools, GLANCE_SAMPLES);
    const y = await readIdx(`${source}/${train!.labels}`, tools);
    const counts = pairs.map(async ({ name, labels }) => ({
      name,
      count: (await readIdx(`${source}/${labels}`, tools, 0)).total,
    }));
    return describeArrays({
      format: idx.title,
      parts: await Promise.all(counts),
      inputShape: x.array.shape.slice(1),
      x: x.array,
      y: y.array,
    });
  },

  async open(spec, tools, wish) {
    const parts: ArrayPart[] = [];
    for (const { name, images, labels } of await pairsIn(tools.files, spec.source)) {
      const [xPath, yPath] = [`${spec.source}/${images}`, `${spec.source}/${labels}`];
      const [x, y] = [await readIdx(xPath, tools), await readIdx(yPath, tools)];
      if (x.array.shape.length === 1) throw new Trouble("This is a label file; images are expected here.", xPath);
      if (y.array.shape.length > 1) throw new Trouble("This is an image file; labels are expected here.", yPath);
      parts.push({ name, x: x.array, y: y.array, xName: images, yName: labels });
    }
    return arrayData(parts as [ArrayPart, ...ArrayPart[]], spec, wish);
  },
};

const trainImages = /(^|-)train-images[-.]idx\d-ubyte(\.gz)?$/;

async function namesIn(files: Files, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name, kind } of files.list(folder))
    if (kind === "file" && /[-.]idx\d-ubyte/.test(name)) names.push(name);
  return names.sort();
}

interface Pair {
  readonly name: "train" | "test";
  readonly images: string;
  readonly labels: string;
}

async function pairsIn(files: Files, folder: string): Promise<readonly Pair[]> {
  const names = await namesIn(files, folder);
  const find = (set: string, what: string): string | undefined =>
    names.find((name) => new RegExp(`(^|-)${set}-${what}[-.]idx\\d-ubyte(\\.gz)?$`).test(name));
  const pairs: Pair[] = [];
  for (const [name, sets] of [
    ["train", ["train"]],
    ["test", ["t10k", "test"]],
  ] as const)
    for (const set of sets) {
      const [images, labels] = [find(set, "images"), find(set, "labels")];
      if (images !== undefined && labels !== undefined) pairs.push({ name, images, labels });
      else if (set === "train")
        throw new Trouble(`The folder has ${set}-images but not ${set}-labels-idx1-ubyte.`, folder);
    }
  return pairs;
}

/** Two NumPy files, inputs and targets: `X.npy,Y.npy`; a third may say how much the samples count. */
import type { OpenFile } from "../base/files";
import { showBytes } from "../base/figures";
import { firstRowsOf, NPY_HEADER_BYTES, readNpy, readNpyHeader, readNpyPart, type NpyHeader } from "../base/npy";
import type { NumberArray } from "../base/numbers";
import { Trouble } from "../base/trouble";
import { arrayData } from "./arrays/arrayData";
import { describeArrays, GLANCE_BYTES, GLANCE_SAMPLES } from "./arrays/describe";
import type { DataFormat, Tools } from "./dataset";
import { DEFAULT_MEMORY_BYTES } from "./limits";

export const npy: DataFormat = {
  id: "npy",
  title: "Two NumPy files, inputs and targets (X.npy,Y.npy)",
  matches: (source) => /\.npy$/i.test(source),

  async describe({ source }, { files }) {
    const [x, y] = pathsOf(source);
    const { header, first } = await files.withFile(x, async (file) => {
      const header = await headerOf(file);
      const cut = firstRowsOf(header, GLANCE_SAMPLES);
      return { header, first: cut && readNpyPart(await file.read(0, cut.end), cut) };
    });
    const targets = await files.withFile(y, async (file) =>
      file.size <= GLANCE_BYTES ? readNpy(await file.read(0, file.size)) : undefined,
    );
    return describeArrays({
      format: npy.title,
      parts: [{ name: "train", count: header.shape[0] ?? 0 }],
      inputShape: header.shape.length === 1 ? [1] : header.shape.slice(1),
      x: first,
      y: targets,
    });
  },

  async open(spec, tools, wish) {
    const [xName, yName, wName] = pathsOf(spec.source);
    const [x, y] = [await readArray(xName, tools), await readArray(yName, tools)];
    const weights = wName === undefined ? {} : { w: await readArray(wName, tools), wName };
    return arrayData([{ name: "train", x, y, xName, yName, ...weights }], spec, wish);
  },
};

function pathsOf(source: string): readonly [x: string, y: string, w?: string] {
  const paths = source.split(/(?<=\.npy),/i);
  if (paths.length < 2 || paths.length > 3)
    throw new Trouble("One .npy file holds inputs without targets: name two, as in X.npy,Y.npy.", source);
  return paths as [string, string, string?];
}

const headerOf = async (file: OpenFile): Promise<NpyHeader> =>
  readNpyHeader(await file.read(0, NPY_HEADER_BYTES), file.size);

const readArray = (path: string, { files, memoryBytes = DEFAULT_MEMORY_BYTES }: Tools): Promise<NumberArray> =>
  files.withFile(path, async (file) => {
    await headerOf(file);
    if (file.size > memoryBytes)
      throw new Trouble(`It needs ${showBytes(file.size)} of memory; the limit is ${showBytes(memoryBytes)}.`);
    return readNpy(await file.read(0, file.size));
  });

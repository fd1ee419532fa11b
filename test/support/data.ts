/** Opens data in memory, and reads all of a part. */
import type { DataSpec } from "../../src/model/job";
import { describeData, openData } from "../../src/data";
import type { Dataset, Description, Samples, Wish } from "../../src/data/dataset";
import { testCodecs } from "./codecs";
import { memoryFiles, type Content } from "./files";

const codecs = testCodecs();

export type Contents = Readonly<Record<string, Content>>;
export type PartialSpec = Omit<DataSpec, "scale"> & { readonly scale?: boolean };

export const open = (contents: Contents, spec: PartialSpec, wish?: Wish): Promise<Dataset> =>
  openData({ scale: true, ...spec }, { files: memoryFiles(contents), codecs }, wish);

export const glance = (contents: Contents, spec: PartialSpec): Promise<Description> =>
  describeData({ scale: true, ...spec }, { files: memoryFiles(contents), codecs });

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Inputs and targets of all samples, or of some, as they are stored. */
export async function rowsOf(
  data: Dataset,
  samples: Samples = data.train,
  indices: ArrayLike<number> = Array.from({ length: samples.count }, (_, i) => i),
): Promise<{ inputs: number[][]; targets: number[][] }> {
  const size = sizeOf(data.input.shape);
  const count = indices.length;
  const inputs = data.input.type === "uint8" ? new Uint8Array(count * size) : new Float32Array(count * size);
  const targets = new Float32Array(count * data.targetSize);
  await samples.fill(indices, inputs, targets);
  const rows = (numbers: ArrayLike<number>, width: number): number[][] =>
    Array.from({ length: count }, (_, row) => Array.from({ length: width }, (_, i) => numbers[row * width + i]!));
  return { inputs: rows(inputs, size), targets: rows(targets, data.targetSize) };
}

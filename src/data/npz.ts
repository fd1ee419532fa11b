/**
 * NumPy's `.npz` with `x_train, y_train[, x_test, y_test]`, or `x, y`; for several inputs or outputs with an array for each. `w_train` or
 * `sample_weight` and the like say how much samples count.
 */
import type { OpenFile } from "../base/files";
import type { DataSpec } from "../model/job";
import { elementTypes } from "../base/numbers";
import { openNpz, type StoredArray } from "../base/npz";
import { Trouble } from "../base/trouble";
import { arrayData, type ArrayPart } from "./arrays/arrayData";
import { describeArrays, GLANCE_BYTES, GLANCE_SAMPLES } from "./arrays/describe";
import { isParted, partedArrays, suffixes } from "./arrays/partedArrays";
import { weightNames } from "./arrays/sampleWeights";
import type { DataFormat, Dataset, ModelParts, PartName, Tools, Wish } from "./dataset";
import { DEFAULT_MEMORY_BYTES } from "./limits";

export const npz: DataFormat = {
  id: "npz",
  title: "NumPy archive (.npz) with x_train and y_train, or x and y",
  matches: (source) => /\.npz$/i.test(source),

  describe: ({ source }, tools) =>
    withPairs(source, tools, async (pairs) => {
      const headers = await Promise.all(
        pairs.map(async ({ name, x, y }) => ({ name, x: await x.header(), y: await y.header() })),
      );
      const [train] = pairs;
      const [{ x, y }] = headers as [(typeof headers)[0], ...typeof headers];
      const quick = y.count * elementTypes[y.type].bytes <= GLANCE_BYTES;
      return describeArrays({
        format: npz.title,
        parts: headers.map(({ name, x }) => ({ name, count: x.shape[0] ?? 0 })),
        inputShape: x.shape.length === 1 ? [1] : x.shape.slice(1),
        x: await train!.x.first(GLANCE_SAMPLES),
        y: quick ? await train!.y.read() : undefined,
      });
    }),

  open: (spec, tools, wish) =>
    wish.model && isParted(wish.model) ? openParted(spec, tools, wish, wish.model) : openPairs(spec, tools, wish),
};

const openArrays = async (file: OpenFile, { memoryBytes }: Tools): Promise<ReadonlyMap<string, StoredArray>> =>
  openNpz(file, memoryBytes ?? DEFAULT_MEMORY_BYTES);

const openParted = (spec: DataSpec, tools: Tools, wish: Wish, model: ModelParts): Promise<Dataset> =>
  tools.files.withFile(spec.source, async (file) => partedArrays(await openArrays(file, tools), model, spec, wish));

const openPairs = (spec: DataSpec, tools: Tools, wish: Wish): Promise<Dataset> =>
  withPairs(
    spec.source,
    tools,
    async (pairs) => {
      const parts: ArrayPart[] = [];
      for (const { name, x, y, w } of pairs)
        parts.push({
          name,
          x: await x.read(),
          y: await y.read(),
          xName: x.name,
          yName: y.name,
          ...(w && { w: await w.read(), wName: w.name }),
        });
      return arrayData(parts as [ArrayPart, ...ArrayPart[]], spec, wish);
    },
    wish.model,
  );

interface Pair {
  readonly name: PartName;
  readonly x: StoredArray;
  readonly y: StoredArray;
  /** How much the samples count. */
  readonly w?: StoredArray;
}

const withPairs = <T>(
  source: string,
  tools: Tools,
  work: (pairs: readonly Pair[]) => Promise<T>,
  model?: ModelParts,
): Promise<T> => tools.files.withFile(source, async (file) => work(pairsOf(await openArrays(file, tools), model)));

/** What the arrays of a part are called, in the order in which names are tried. */
const names: Readonly<Record<PartName, readonly (readonly [x: string, y: string])[]>> = {
  train: [
    ["x_train", "y_train"],
    ["train_images", "train_labels"],
    ["x", "y"],
    ["images", "labels"],
  ],
  validation: [
    ["x_val", "y_val"],
    ["x_valid", "y_valid"],
    ["x_validation", "y_validation"],
    ["val_images", "val_labels"],
  ],
  test: [
    ["x_test", "y_test"],
    ["test_images", "test_labels"],
  ],
};

/** As the model calls its input and its output. */
function ownNames(part: PartName, model: ModelParts | undefined): readonly (readonly [x: string, y: string])[] {
  const [x, y] = [model?.inputs[0]?.name.toLowerCase(), model?.targets[0]?.name.toLowerCase()];
  return x === undefined || y === undefined ? [] : suffixes[part].map((suffix) => [x + suffix, y + suffix] as const);
}

function pairsOf(arrays: ReadonlyMap<string, StoredArray>, model?: ModelParts): readonly Pair[] {
  const byName = new Map([...arrays].map(([name, array]) => [name.toLowerCase(), array]));
  const pairs = (["train", "validation", "test"] as const).flatMap((name) => {
    const found = [...names[name], ...ownNames(name, model)].find(([x, y]) => byName.has(x) && byName.has(y));
    if (!found) return [];
    const called = weightNames.flatMap((base) => suffixes[name].map((suffix) => base + suffix));
    const w = called.find((one) => byName.has(one) && !found.includes(one));
    return [
      { name, x: byName.get(found[0])!, y: byName.get(found[1])!, ...(w !== undefined && { w: byName.get(w)! }) },
    ];
  });
  if (pairs[0]?.name === "train") return pairs;
  const there = [...arrays.keys()].slice(0, 20).join(", ") || "nothing";
  throw new Trouble(`It holds ${there}; arrays x_train and y_train (or x and y) are needed.`);
}

/** Every kind of data that can be read. Adding one is a file and a line here. */
import { Trouble, about } from "../base/trouble";
import type { DataSpec, DataSummary } from "../model/job";
import { builtin } from "./builtin";
import { csv } from "./csv";
import type { DataFormat, Dataset, Description, Input, Tools, Wish } from "./dataset";
import { idx } from "./idx";
import { imageFolder } from "./imageFolder";
import { npy } from "./npy";
import { npz } from "./npz";
import { recipeData } from "./recipe/recipeData";

/** In the order in which they are asked whether a source is theirs: a folder of IDX files is one of images to nobody else. */
const dataFormats: readonly DataFormat[] = [builtin, csv, idx, imageFolder, npy, npz];

/** Opens the data that a specification names. What is wrong with them is told as `Trouble`. */
export async function openData(spec: DataSpec, tools: Tools, wish: Wish = {}): Promise<Dataset> {
  const { recipe } = spec;
  const checked = (data: Dataset): Dataset => {
    if (wish.like) checkStorage(data.input, wish.like.input);
    return data;
  };
  // What a file itself hands over is numbers to the model, however it stores them.
  if (recipe) return recipeData({ ...spec, recipe }, tools, wish);
  return withFormat(spec, tools, async (format, plain) => checked(await format.open(plain, tools, wish)));
}

/** Numbers that are stored and scaled in another way than the training data would mean something else to the model. */
function checkStorage({ type, scale }: Input, wanted: Input): void {
  if (type === wanted.type && scale === wanted.scale) return;
  const show = (input: Input): string =>
    `${input.type}${input.scale === 1 ? "" : `, times ${input.scale.toPrecision(3)}`}`;
  throw new Trouble(
    `The inputs are ${show({ type, scale } as Input)}; those of the training data are ${show(wanted)}: save both in the same way.`,
  );
}

/** What can be said of data at a glance, without reading all of them. */
export const describeData = (spec: DataSpec, tools: Tools): Promise<Description> =>
  withFormat(spec, tools, (format, plain) => format.describe(plain, tools));

function withFormat<T>(
  spec: DataSpec,
  { files }: Tools,
  work: (format: DataFormat, spec: DataSpec) => Promise<T>,
): Promise<T> {
  const source = spec.source.replace(/(?<=.)\/+$/, "");
  return about(source, async () => {
    const isFile = !source.startsWith("builtin:") && !/\.npy,/i.test(source);
    const kind = isFile ? await files.kind(source) : undefined;
    if (isFile && kind === undefined) throw new Trouble("There is no such file or folder.");
    if (kind === "link") throw new Trouble("This is a link, and links are not followed; name what it points to.");
    if (kind === "other") throw new Trouble("Not a regular file.");
    for (const format of dataFormats)
      if (await format.matches(source, kind, files)) return work(format, { ...spec, source });
    throw new Trouble(
      `These are no data that can be read. What can be: ${dataFormats.map(({ title }) => title).join("; ")}.`,
    );
  });
}

/** What a run says of its data when it begins. */
export const summaryOf = (data: Dataset): DataSummary => ({
  source: data.source,
  train: data.train.count,
  validation: data.validation?.count ?? 0,
  inputShape: data.input.shape,
  ...(data.target.kind === "classes" && { classes: data.target.names }),
  warnings: data.warnings(),
});

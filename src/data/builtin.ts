/** Generated data, by name: `builtin:shapes`, `builtin:spirals?samples=500&seed=7`. */
import { Trouble } from "../base/trouble";
import type { DataFormat, Dataset, Samples, Thumbnail, Tools, Wish } from "./dataset";
import { generatedSets } from "./generated";
import type { Generated, Options } from "./generated/generated";
import { thumbnailSize } from "./images/thumbnail";
import { DEFAULT_CACHE_BYTES } from "./limits";
import type { DataSpec } from "../model/job";

export const builtin: DataFormat = {
  id: "builtin",
  title: "Generated data (builtin:shapes, builtin:spirals …)",
  matches: (source) => source.startsWith("builtin:"),

  async describe(spec, tools) {
    const data = await open(spec, tools, {});
    const { name, generated } = parse(spec.source);
    return {
      format: `${generated.title} (builtin:${name})`,
      parts: [
        { name: "train", count: data.train.count, exact: true },
        { name: "validation", count: data.validation.count, exact: true },
      ],
      inputShape: data.input.shape,
      ...(data.target.kind === "classes" && { classes: data.target.names }),
      ...(data.input.image && { thumbnails: pictures(data) }),
      warnings: [],
    };
  },

  open,
};

type Open = Dataset & { readonly validation: Samples };

// A promise because that is what opening gives; nothing has to be waited for.
function open(
  spec: DataSpec,
  { cacheBytes = DEFAULT_CACHE_BYTES }: Pick<Tools, "cacheBytes">,
  wish: Wish,
): Promise<Open> {
  const { generated, options } = parse(spec.source);
  const sized = spec.imageSize ? { ...wish, input: [null, ...spec.imageSize, wish.input?.[3] ?? 3] } : wish;
  const set = generated.make(options, sized, cacheBytes);
  const { input, target, targetSize = 1, parts } = set;
  const more = Math.max(1, Math.round(options.samples / 5));
  return Promise.resolve({
    source: spec.source,
    input: spec.scale ? input : { ...input, scale: 1 },
    target,
    targetSize,
    ...(parts && { parts }),
    train: set.samples(0, options.samples),
    validation: set.samples(options.samples, more),
    splitBy: "order",
    warnings: () => (generated.remark === undefined ? [] : [generated.remark]),
  });
}

const MOST_SAMPLES = 1_000_000;

function parse(source: string): { readonly name: string; readonly generated: Generated; readonly options: Options } {
  const [name = "", query = ""] = source.slice("builtin:".length).split("?");
  const generated = generatedSets.find((other) => other.name === name);
  if (!generated)
    throw new Trouble(
      `There is no generated data “${name}”; there are ${generatedSets.map((set) => set.name).join(", ")}.`,
    );
  const { usual, classes } = generated;
  const limits: Readonly<Record<keyof Options, readonly [least: number, most: number]>> = {
    samples: [1, MOST_SAMPLES],
    seed: [0, 2 ** 31 - 1],
    noise: [0, 10],
    classes: [classes.least, classes.most],
  };
  const options: Record<keyof Options, number> = { ...usual };
  for (const pair of query.split("&").filter((part) => part !== "")) {
    const [key = "", text = ""] = pair.split("=");
    if (!Object.hasOwn(limits, key))
      throw new Trouble(`builtin:${name} has no option ${key}; it has ${Object.keys(limits).join(", ")}.`);
    const option = key as keyof Options;
    const [least, most] = limits[option];
    const value = text === "" ? NaN : Number(text);
    if (!(value >= least && value <= most) || (option !== "noise" && !Number.isInteger(value)))
      throw new Trouble(`${option} must be a number from ${least} to ${most}; it is “${text}”.`);
    options[option] = value;
  }
  return { name, generated, options };
}

const MOST_THUMBNAILS = 8;

function pictures({ input, target, train }: Dataset): readonly Thumbnail[] {
  const [height = 1, width = 1, channels = 1] = input.shape;
  const count = Math.min(MOST_THUMBNAILS, train.count);
  const size = height * width * channels;
  const [pixels, labels] = [new Uint8Array(count * size), new Float32Array(count)];
  void train.fill(
    Array.from({ length: count }, (_, i) => i),
    pixels,
    labels,
  );
  return Array.from(labels, (label, i) => {
    const data = pixels.subarray(i * size, (i + 1) * size);
    const name = target.kind === "classes" ? (target.names[label] ?? "") : "";
    return thumbnailSize(name, { height, width, data, stride: channels, channels });
  });
}

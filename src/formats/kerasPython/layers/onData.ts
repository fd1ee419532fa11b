/** Layers that are called with data before any training: how the numbers of what they give come about. */
import { isList, type Literal } from "../../../model/literal";
import type { Setting } from "../../../model/recipe";
import type { Site } from "../../../python/machine";
import type { ArrayValue } from "../arrays/array";
import { constantOf } from "../arrays/array";
import { Lost, step, type Trace } from "../arrays/trace";
import { isShape } from "../tensors/tensor";

/** What is asked of a layer. */
export interface DataLayer {
  readonly type: string;
  readonly name: string;
  readonly args: Readonly<Record<string, { readonly value: Literal }>>;
  /** What `adapt` was given. */
  readonly adapted: Trace | undefined;
}

/** Layers that change pictures at random while a model trains, and else leave them as they are. */
export const augmenting =
  /^(?:Random(?:Flip|Rotation|Zoom|Translation|Contrast|Brightness|Hue|Saturation|Shear|Sharpness|Erasing|Perspective|Posterization|GaussianBlur|Grayscale|Invert|ColorJitter|ColorDegeneration|ElasticTransform)|AutoContrast|GaussianNoise|GaussianDropout|Dropout|SpatialDropout\dD|ActivityRegularization)$/;

/** The data are left as they are, and it is said so. */
export const leftOut = (trace: Trace, names: readonly string[]): Trace =>
  step("note", [trace], {
    text: `Samples are taken as they are: what ${[...new Set(names)].join(", ")} does at random is left out of the data.`,
  });

export function traceOfLayer(layer: DataLayer, array: ArrayValue, { span }: Site): Trace {
  const { type, args, adapted } = layer;
  const value = (name: string): Literal | undefined => args[name]?.value;
  const number = (name: string, preset: number): number | undefined => {
    const given = value(name) ?? preset;
    return typeof given === "number" ? given : undefined;
  };
  const floats = (): Trace => step("astype", [array.trace], { type: "float32" });
  const lost = new Lost(`what ${type} “${layer.name}” does to data is not followed`, span);
  if (augmenting.test(type)) return leftOut(array.trace, [type]);
  switch (type) {
    case "InputLayer":
    case "Identity":
      return array.trace;
    case "Rescaling": {
      const [scale, offset] = [number("scale", 1), number("offset", 0)];
      if (scale === undefined || offset === undefined) return lost;
      const scaled = step("multiply", [floats()], { right: scale, float: true });
      return offset === 0 ? scaled : step("add", [scaled], { right: offset, float: true });
    }
    case "Resizing": {
      const size = [number("height", 0), number("width", 0)];
      const plain = ["crop_to_aspect_ratio", "pad_to_aspect_ratio"].every((name) => value(name) !== true);
      const way = value("interpolation") ?? "bilinear";
      return plain && way === "bilinear" && size.every((side) => side !== undefined)
        ? step("resize_images", [array.trace], { size })
        : lost;
    }
    case "CenterCrop": {
      const sides = isShape(array.shape) ? array.shape.slice(-3, -1) : [];
      const wanted = [number("height", 0), number("width", 0)];
      const cuts = sides.map((side, i): Setting | undefined => {
        const kept = wanted[i];
        if (typeof side !== "number" || kept === undefined || side < kept) return undefined;
        const start = Math.floor((side - kept) / 2);
        return [start, start + kept, null];
      });
      const known = cuts.length === 2 && cuts.every((cut) => cut !== undefined);
      return known ? step("index", [array.trace], { index: ["rest", ...cuts, [null, null, null]] }) : lost;
    }
    case "Normalization": {
      const axis = value("axis") === undefined ? -1 : value("axis");
      const axes = axis === null ? [] : typeof axis === "number" ? [axis] : undefined;
      const [mean, variance] = [numbersIn(value("mean")), numbersIn(value("variance"))];
      if (!axes || value("invert") === true) return lost;
      if (mean && variance)
        return step("normalize", [array.trace, constantOf([...mean, ...variance], false, [2, mean.length])]);
      return adapted ? step("normalize", [array.trace, step("moments", [adapted], { axes })]) : lost;
    }
    case "CategoryEncoding": {
      const tokens = number("num_tokens", NaN);
      const mode = value("output_mode") ?? "multi_hot";
      if (tokens === undefined || Number.isNaN(tokens)) return lost;
      if (mode === "one_hot")
        return step("one_hot", [array.trace], { classes: tokens, type: "float32", squeeze: true });
      return mode === "multi_hot" ? step("multi_hot", [array.trace], { width: tokens, type: "float32" }) : lost;
    }
    case "StringLookup":
    case "IntegerLookup": {
      const words = value("vocabulary");
      const known = isList(words ?? null) && (words as readonly Literal[]).every(isWord);
      const fitted = known ? constantOf((words as readonly (string | number)[]).map(String), true) : adapted;
      const [outside, mode] = [number("num_oov_indices", 1), value("output_mode") ?? "int"];
      if (!fitted || value("invert") === true || outside === undefined || outside > 1) return lost;
      if (mode !== "int" && mode !== "one_hot") return lost;
      const mask = mode === "int" && value("mask_token") !== undefined && value("mask_token") !== null;
      return step("look_up", [array.trace, fitted], {
        outside,
        output_mode: mode,
        ...(mask && { mask }),
        ...(!known && { adapted: true }),
      });
    }
    case "TextVectorization": {
      const words = value("vocabulary");
      const known = isList(words ?? null) && (words as readonly Literal[]).every(isWord);
      const settings = vectorizing(args);
      if (settings instanceof Lost) return settings;
      const fitted = known
        ? constantOf((words as readonly (string | number)[]).map(String), true)
        : adapted && step("vocabulary", [adapted], settings);
      return fitted
        ? step("vectorize_text", [array.trace, fitted], settings)
        : new Lost(`TextVectorization “${layer.name}” has no vocabulary: adapt is not called`, span);
    }
    default:
      return lost;
  }
}

const isWord = (word: Literal): boolean => typeof word === "string" || typeof word === "number";

/** How texts are taken apart, as a recipe says it. */
function vectorizing(args: DataLayer["args"]): Readonly<Record<string, Setting>> | Lost {
  const settings: Record<string, Setting> = {};
  for (const name of [
    ...["standardize", "split", "ngrams", "max_tokens"],
    ...["output_mode", "output_sequence_length", "pad_to_max_tokens"],
  ]) {
    const given = args[name]?.value;
    if (given === undefined) continue;
    const isPlain = given === null || ["string", "number", "boolean"].includes(typeof given) || isList(given);
    // A function of the file's own is followed before.
    if (!isPlain) return new Lost(`the argument ${name} of TextVectorization is not followed`);
    settings[name] = given as Setting;
  }
  return settings;
}

function numbersIn(value: Literal | undefined): readonly number[] | undefined {
  if (typeof value === "number") return [value];
  const list = value !== undefined && isList(value) ? value : undefined;
  return list?.every((one) => typeof one === "number") ? list : undefined;
}

/** Data that a recipe makes, ready to be trained on: numbers exactly as the model file's own program would hand them to `fit`. */
import { product, showCount } from "../../base/figures";
import { Fingerprint } from "../../base/hash";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { Recipe } from "../../model/recipe";
import { arrayData } from "../arrays/arrayData";
import { numberClasses } from "../arrays/labels";
import { sampleWeights } from "../arrays/sampleWeights";
import type { Dataset, Tools, Wish } from "../dataset";
import { follow } from "./follow";
import { countOf } from "./selecting";
import { asNumbers, converted, numbers, type Numbers, type Stream, type Value } from "./value";

export async function recipeData(
  spec: DataSpec & { readonly recipe: Recipe },
  tools: Tools,
  wish: Wish,
): Promise<Dataset> {
  const { recipe } = spec;
  const warnings = new Set<string>();
  const counts = recipe.w ? [single(recipe.w, "lists of sample weights")] : [];
  const [x, y, w] = await follow(recipe, [single(recipe.x, "inputs"), single(recipe.y, "targets"), ...counts], {
    tools,
    tell: tools.tell ?? (() => undefined),
    note: (warning) => warnings.add(warning),
    seed: 0,
  });
  const weights = w && { w: asNumbers(w, "Weighing samples"), wName: "sample_weight" };
  if (x?.kind === "stream") return streamData(x, y!, weights?.w, spec, wish, () => [...warnings]);
  const samples = { name: "train", x: stored(asNumbers(x, "Training")), y: stored(target(y)) } as const;
  const data = arrayData([{ ...samples, xName: "x", yName: "y", ...weights }], { ...spec, scale: false }, wish);
  return { ...data, warnings: () => [...warnings, ...data.warnings()] };
}

/** A model has one of each. */
function single(all: readonly number[], what: string): number {
  const [only] = all;
  if (only === undefined) throw new Trouble(`The file does not say what the ${what} are.`);
  if (all.length > 1) throw new Trouble(`These data have ${all.length} ${what}; training takes one.`);
  return only;
}

/** As NumPy hands it over: texts are no targets. */
const target = (value: Value | undefined): Numbers => asNumbers(value, "Training");

/** In the kind of array that its type has everywhere else. */
function stored(array: Numbers): Numbers {
  const { type, data } = array;
  if ((type === "uint8" || type === "bool") && !(data instanceof Uint8Array))
    return numbers(type, array.shape, Uint8Array.from(data));
  return array;
}

function streamData(
  x: Stream,
  y: Value,
  w: Numbers | undefined,
  spec: DataSpec,
  wish: Wish,
  warnings: () => readonly string[],
): Dataset {
  const labels = converted(target(y), "float32");
  const count = x.shape[0]!;
  if (countOf(y) !== count)
    throw new Trouble(`There are ${showCount(count)} pictures and ${showCount(countOf(y))} labels.`);
  const size = product(labels.shape.slice(1));
  const isClasses = size === 1 && wish.targets !== "values";
  const numbered = isClasses ? numberClasses({ parts: [labels.data], whole: true }, wish) : undefined;
  const rows = (numbered?.parts[0] ?? labels.data) as Float32Array;
  const weights = w && sampleWeights(w, "sample_weight", count);
  const fingerprint = new Fingerprint().add(rows).text(x.shape.join());
  if (weights) fingerprint.add(weights.data);
  return {
    source: spec.source,
    input: { shape: x.shape.slice(1), type: x.type, scale: 1, image: x.shape.length === 4 },
    target: numbered?.target ?? { kind: "values", shape: labels.shape.slice(1) },
    targetSize: size,
    train: {
      count,
      ...(numbered && { labels: rows }),
      ...(weights && { weights: [weights] }),
      fill(indices, inputs, targets) {
        for (let i = 0; i < indices.length; i++)
          for (let k = 0; k < size; k++) targets[i * size + k] = rows[indices[i]! * size + k]!;
        if (x.type === "uint8" || inputs instanceof Float32Array) return x.fill(indices, inputs);
        return undefined;
      },
    },
    splitBy: "order",
    fingerprint: fingerprint.toString(),
    warnings: () => [...warnings(), ...x.warnings(), ...(numbered?.warnings ?? [])],
  };
}

/** Data that a recipe makes, ready to be trained on: numbers exactly as the model file's own program would hand them to `fit`. */
import { product, showCount } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { Recipe } from "../../model/recipe";
import { arrayData } from "../arrays/arrayData";
import { numberClasses } from "../arrays/labels";
import { isParted } from "../arrays/partedArrays";
import { sampleWeights } from "../arrays/sampleWeights";
import type { Dataset, Tools, Wish } from "../dataset";
import { follow } from "./follow";
import { gathered } from "./images";
import { partedRecipe } from "./partedRecipe";
import { countOf } from "./selecting";
import { textsAsNumbers } from "./textNumbers";
import { asNumbers, converted, numbers, type Numbers, type Stream, type Value } from "./value";

export async function recipeData(
  spec: DataSpec & { readonly recipe: Recipe },
  tools: Tools,
  wish: Wish,
): Promise<Dataset> {
  const { recipe } = spec;
  const warnings = new Set<string>();
  const targetsAt = some(recipe.x, "inputs").length;
  const weightsAt = targetsAt + some(recipe.y, "targets").length;
  const values = await follow(recipe, [...recipe.x, ...recipe.y, ...(recipe.w ?? [])], {
    tools,
    tell: tools.tell ?? (() => undefined),
    note: (warning) => warnings.add(warning),
    seed: 0,
  });
  const [x, y] = values;
  const counts = values.slice(weightsAt).map((value) => asNumbers(value, "Weighing samples"));
  if (weightsAt > 2 || (wish.model && isParted(wish.model))) {
    const arrays: Numbers[] = [];
    for (const [i, value] of values.slice(0, weightsAt).entries()) {
      const place = i < targetsAt ? placeOf(i, recipe, wish) : undefined;
      const isTexts = place !== undefined && wish.model?.inputs[place]?.texts === true;
      const known = place === undefined ? undefined : wish.like?.parts?.inputs[place]?.texts;
      const taken = await gathered(value);
      arrays.push(isTexts ? textsAsNumbers(taken, known) : stored(asNumbers(taken, "Training")));
    }
    const made = { inputs: arrays.slice(0, targetsAt), targets: arrays.slice(targetsAt), weights: counts };
    const parted = partedRecipe(made, recipe, spec, wish);
    return { ...parted, warnings: () => [...warnings, ...parted.warnings()] };
  }
  if (counts.length > 1)
    throw new Trouble(`These data have ${counts.length} lists of sample weights; training takes one.`);
  const [w] = counts;
  if (x?.kind === "stream") return streamData(x, y!, w, spec, wish, () => [...warnings]);
  const isTexts = wish.texts ?? wish.model?.inputs[0]?.texts;
  const taken = isTexts ? textsAsNumbers(x, wish.like?.input.texts) : like(stored(asNumbers(x, "Training")), wish);
  const samples = { name: "train", x: taken, y: stored(target(y)) } as const;
  const weights = w && { w, wName: "sample_weight" };
  const data = arrayData([{ ...samples, xName: "x", yName: "y", ...weights }], { ...spec, scale: false }, wish);
  return { ...data, warnings: () => [...warnings, ...data.warnings()] };
}

/** A model has one of each at least. */
function some(all: readonly number[], what: string): readonly number[] {
  if (all.length === 0) throw new Trouble(`The file does not say what the ${what} are.`);
  return all;
}

/** As NumPy hands it over: texts are no targets. */
const target = (value: Value | undefined): Numbers => asNumbers(value, "Training");

/** Which of the model's inputs one of the recipe's is. */
function placeOf(i: number, { names }: Recipe, { model }: Wish): number | undefined {
  const name = names?.x?.[i];
  const named = name === undefined ? -1 : (model?.inputs.findIndex((one) => one.name === name) ?? -1);
  return named < 0 ? i : named;
}

/** Bytes to validate on, where the training data are floats: to `fit` they are the same. */
const like = (array: Numbers, wish: Wish): Numbers =>
  wish.like?.input.type === "float32" ? converted(array, "float32") : array;

/** In the kind of array that its type has everywhere else. */
function stored(array: Numbers): Numbers {
  const { type, data } = array;
  if ((type === "uint8" || type === "bool") && !(data instanceof Uint8Array))
    return numbers(type, array.shape, new Uint8Array(data));
  return array;
}

const memoryOf = ({ memory: { growsBytes, readingBytes } }: Stream): Stream["memory"] => ({
  ...(growsBytes !== undefined && { growsBytes }),
  ...(readingBytes !== undefined && { readingBytes }),
});

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
  return {
    source: spec.source,
    input: { shape: x.shape.slice(1), type: x.type, scale: 1, image: x.shape.length === 4 },
    target: numbered?.target ?? { kind: "values", shape: labels.shape.slice(1) },
    targetSize: size,
    train: {
      ...memoryOf(x),
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
    warnings: () => [...warnings(), ...x.warnings(), ...(numbered?.warnings ?? [])],
  };
}

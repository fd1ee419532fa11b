/** Recipes with several inputs or targets: which of them is which of the model's, and samples of all. */
import { counted, product, showCount } from "../../base/figures";
import type { NumberArray } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { Recipe } from "../../model/recipe";
import { partedData } from "../arrays/partedArrays";
import type { Dataset, ModelParts, Wish } from "../dataset";

/** What a recipe gives for one side of the model. */
export interface Side<T> {
  readonly what: "input" | "target";
  readonly made: readonly T[];
  readonly names: readonly string[] | undefined;
}

/** In the model's order: by name, where the file says names that the model has, else as they come. */
export function inOrder<T>({ what, made, names }: Side<T>, wanted: readonly { readonly name: string }[]): readonly T[] {
  if (names && wanted.every(({ name }) => names.includes(name)))
    return wanted.map(({ name }) => made[names.indexOf(name)]!);
  if (made.length !== wanted.length)
    throw new Trouble(
      `The file hands over ${counted(made.length, what)}${names ? ` (${names.join(", ")})` : ""}, and the model has ${wanted.length} (${wanted
        .map(({ name }) => name)
        .join(", ")}).`,
    );
  return made;
}

/** What the steps of a recipe gave, in the recipe's order. */
export interface Made {
  readonly inputs: readonly NumberArray[];
  readonly targets: readonly NumberArray[];
  readonly weights: readonly NumberArray[];
}

export function partedRecipe(
  { inputs, targets, weights }: Made,
  recipe: Recipe,
  spec: DataSpec,
  { model, like }: Wish,
): Dataset {
  const known = model ?? unnamed(inputs, targets, recipe);
  const part = {
    name: "train" as const,
    inputs: inOrder({ what: "input", made: inputs, names: recipe.names?.x }, known.inputs),
    targets: inOrder({ what: "target", made: targets, names: recipe.names?.y }, known.targets),
    weights: weights.map((one) => ({ ...one, name: "sample_weight" })),
  };
  const all = [...part.inputs, ...part.targets];
  const counts = all.map(({ shape }) => shape[0] ?? 1);
  const odd = counts.find((count) => count !== counts[0]);
  if (odd !== undefined)
    throw new Trouble(
      `The inputs and targets must have as many samples; some have ${showCount(counts[0]!)} and some ${showCount(odd)}.`,
    );
  if (all.some(({ shape }) => product(shape) === 0)) throw new Trouble("There are no samples in these data.");
  return partedData([part], known, spec, like, (_, i) => known.targets[i]!.name);
}

/** Stands for a model that is not known. */
function unnamed(inputs: readonly NumberArray[], targets: readonly NumberArray[], { names }: Recipe): ModelParts {
  const sized = (arrays: readonly NumberArray[], letter: "x" | "y") =>
    arrays.map(({ shape }, i) => ({ name: names?.[letter]?.[i] ?? `${letter}${i}`, shape: [null, ...shape.slice(1)] }));
  return {
    inputs: sized(inputs, "x"),
    targets: sized(targets, "y").map((one) => ({ ...one, form: "values" as const })),
  };
}

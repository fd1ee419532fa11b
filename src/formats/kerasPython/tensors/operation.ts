/** Operators and functions on tensors: rows of the graph, though not layers. */
import { tensorMark } from "../../../layers/operate/operation";
import { arrayMade, pathOf } from "../../../model/recipe";
import type { Config, Literal } from "../../../model/literal";
import type { Machine, Site } from "../../../python/machine";
import type { Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { Lost, recipeOf } from "../arrays/trace";
import { LayerObject, type ShapeRule } from "../layers/layer";
import { toLiteral, type OwnLiteral } from "../literal";
import { rowOf, Tensor } from "./tensor";

/** One more row, of the class that Keras has for the operation. `options` are all its arguments, with a mark for each tensor. */
export function operate(
  type: string,
  inputs: readonly Tensor[],
  rule: ShapeRule,
  site: Site,
  machine: Machine,
  options: Config = {},
): Value {
  const { keras } = inputs[0]!.source.layer;
  const name = keras.operationName(type, machine);
  return new LayerObject({ keras, type, name, args: {}, site, operation: rule }).apply(inputs, site, machine, {
    options,
  });
}

const ownOption: OwnLiteral = (given, inner) => {
  const value = rowOf(given);
  if (value instanceof Tensor) return tensorMark;
  if (value instanceof ArrayValue) {
    const recipe = recipeOf([value.trace], []);
    if (recipe instanceof Lost) return { unknown: recipe.why };
    // what training makes before its first step, of nothing but the text
    const isRead = recipe.steps.some((one) => pathOf(one) !== undefined || one.does.includes("dataset"));
    return isRead ? { unknown: "its numbers are read from a file" } : arrayMade(recipe);
  }
  if (value.kind === "slice")
    return {
      class_name: "slice",
      config: { lower: inner(value.lower), upper: inner(value.upper), step: inner(value.step) },
    };
  return value.kind === "external" && value.what === "Ellipsis" ? { class_name: "Ellipsis", config: {} } : undefined;
};

/** An argument of an operation: a mark for each tensor in it, and what else there is. */
export const optionOf = (value: Value): Literal => toLiteral(value, ownOption);

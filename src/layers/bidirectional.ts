import type { KerasObject } from "../model/literal";
import { mapDim } from "../model/shape";
import { reverse } from "../ops/alongAxis";
import { add, multiply } from "../ops/binary";
import { concatenate } from "../ops/concatenate";
import type { Value } from "../ops/op";
import { scale } from "../ops/unary";
import type { ResolvedLayer } from "./config";
import { innerLayer } from "./families/inner";
import { recurrentTakes } from "./families/recurrent";
import { defineLayer, ShapeError, Unsupported, type WeightSpecs, type Weights } from "./layer";
import { choice, layerObject, optional } from "./param";

interface Directions {
  readonly layer: KerasObject;
  readonly backward_layer: KerasObject | null;
}

/** The layer for the other direction: the same with `go_backwards` turned round, unless one is given. */
function backwardOf({ layer, backward_layer }: Directions): KerasObject {
  const go_backwards = layer.config["go_backwards"] !== true;
  return backward_layer ?? { class_name: layer.class_name, config: { ...layer.config, go_backwards } };
}

interface Both {
  readonly forward: ResolvedLayer;
  readonly backward: ResolvedLayer;
}
function bothOf(config: Directions): Both | ShapeError {
  const forward = innerLayer(config.layer);
  if (forward instanceof ShapeError) return forward;
  const backward = innerLayer(backwardOf(config));
  return backward instanceof ShapeError ? backward : { forward, backward };
}

const prefixed = <T>(prefix: string, all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [`${prefix}_${name}`, one]));
const without = (prefix: string, all: Weights<WeightSpecs>): Weights<WeightSpecs> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, one]) =>
      name.startsWith(`${prefix}_`) ? [[name.slice(prefix.length + 1), one]] : [],
    ),
  );

export const bidirectional = defineLayer({
  type: "Bidirectional",
  docs: "Reads a sequence forwards and backwards with two layers, and puts together what they give.",
  params: {
    layer: layerObject("The layer that reads forwards; a copy of it reads backwards."),
    merge_mode: optional(
      choice("How the two outputs are put together; None gives both.", ["sum", "mul", "concat", "ave"], "concat"),
      "concat",
    ),
    backward_layer: optional(layerObject("Another layer to read backwards.")),
  },
  arity: "one",
  takes: recurrentTakes,
  mask: (_, { layer }, [mask]) => (layer.config["return_sequences"] === true ? mask : undefined),
  traits: () => ["nonlinear", "mixes-channels", "recurs"],
  shape([x], config) {
    const both = bothOf(config);
    if (both instanceof ShapeError) return both;
    const y = both.forward.layer.shape([x], both.forward.config);
    if (y instanceof ShapeError || config.merge_mode !== "concat") return y;
    const back = both.backward.layer.shape([x], both.backward.config);
    if (back instanceof ShapeError) return back;
    const last = back[back.length - 1]!;
    return [...y.slice(0, -1), typeof last === "number" ? mapDim(y[y.length - 1]!, (n) => n + last) : last];
  },
  otherShapes(inputs, config, call) {
    const both = bothOf(config);
    if (both instanceof ShapeError) return [];
    const { forward, backward } = both;
    const states = [
      ...(forward.layer.otherShapes?.(inputs, forward.config, call) ?? []),
      ...(backward.layer.otherShapes?.(inputs, backward.config, call) ?? []),
    ];
    if (config.merge_mode !== null) return states;
    const second = inputs[0] ? backward.layer.shape([inputs[0]], backward.config) : [];
    return [second instanceof ShapeError ? [] : second, ...states];
  },
  weights(inputs, config): WeightSpecs {
    const { forward, backward } = bothOf(config) as Both;
    return {
      ...prefixed("forward", forward.layer.weights(inputs, forward.config)),
      ...prefixed("backward", backward.layer.weights(inputs, backward.config)),
    };
  },
  multiplyAdds(inputs, y, config) {
    const { forward, backward } = bothOf(config) as Both;
    const one = forward.layer.multiplyAdds?.(inputs, y, forward.config) ?? 0;
    const other = backward.layer.multiplyAdds?.(inputs, y, backward.config) ?? 0;
    return typeof one === "number" && typeof other === "number" ? one + other : one;
  },
  lower(inputs, config, weights, step) {
    const { forward, backward } = bothOf(config) as Both;
    const ahead = forward.layer.lower(inputs, forward.config, without("forward", weights), step);
    const behind = backward.layer.lower(inputs, backward.config, without("backward", weights), step);
    if (ahead instanceof Unsupported) return ahead;
    if (behind instanceof Unsupported) return behind;
    const [y, ...states] = "op" in ahead ? [ahead] : (ahead as readonly [Value, ...Value[]]);
    const [back, ...others] = "op" in behind ? [behind] : (behind as readonly [Value, ...Value[]]);
    // what was read backwards is turned round, so that steps meet
    const turned = backward.config["return_sequences"] === true ? reverse(back, 1) : back;
    return [...merged(y, turned, config.merge_mode), ...states, ...others];
  },
});

function merged(a: Value, b: Value, mode: "sum" | "mul" | "concat" | "ave" | null): readonly Value[] {
  switch (mode) {
    case "sum":
      return [add(a, b)];
    case "mul":
      return [multiply(a, b)];
    case "ave":
      return [scale(add(a, b), 0.5)];
    case "concat":
      return [concatenate([a, b], a.shape.length - 1)];
    case null:
      return [a, b];
  }
}

import type { Shape } from "../model/shape";
import { concatenate, slice } from "../ops/concatenate";
import type { Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { innerLayer } from "./families/inner";
import { defineLayer, ShapeError, Unsupported, type WeightSpecs } from "./layer";
import type { ResolvedLayer } from "./config";
import { layerObject } from "./param";

/** One step of a sequence. */
const stepOf = (x: Shape): Shape => [x[0]!, ...x.slice(2)];

export const timeDistributed = defineLayer({
  type: "TimeDistributed",
  docs: "Applies one layer to every step of a sequence by itself.",
  params: { layer: layerObject("The layer that is applied to each step.") },
  arity: "one",
  mask: "passes",
  traits: ({ layer }) => {
    const inner = innerLayer(layer);
    return inner instanceof ShapeError ? [] : ["each-step", ...inner.layer.traits(inner.config)];
  },
  shape([x], { layer }) {
    if (x.length < 3) return new ShapeError(`needs at least 3 axes (batch, steps, …); its input has ${x.length}`);
    const inner = innerLayer(layer);
    if (inner instanceof ShapeError) return inner;
    const y = inner.layer.shape([stepOf(x)], inner.config);
    return y instanceof ShapeError ? y : [y[0]!, x[1]!, ...y.slice(1)];
  },
  weights([x], { layer }): WeightSpecs {
    const inner = innerLayer(layer) as ResolvedLayer;
    return inner.layer.weights([stepOf(x)], inner.config);
  },
  multiplyAdds([x], y, { layer }) {
    const inner = innerLayer(layer) as ResolvedLayer;
    const once = inner.layer.multiplyAdds?.([stepOf(x)], stepOf(y), inner.config) ?? 0;
    return typeof once === "number" && typeof x[1] === "number" ? once * x[1] : null;
  },
  lower([x], { layer }, weights, step) {
    const inner = innerLayer(layer) as ResolvedLayer;
    const [batch, steps, ...rest] = x.shape as readonly [number, number, ...number[]];
    const lowered = (value: Value): Value | Unsupported => {
      const y = inner.layer.lower([value], inner.config, weights, step);
      return y instanceof Unsupported || "op" in y ? y : y[0]!;
    };
    if (step.training && inner.layer.traits(inner.config).includes("batch-statistics")) {
      // as Keras: every step has statistics of its own, one after the other
      const each = Array.from({ length: steps }, (_, t) => lowered(reshape(slice(x, 1, t, 1), [batch, ...rest])));
      const parts: Value[] = [];
      for (const part of each)
        if (part instanceof Unsupported) return part;
        else parts.push(reshape(part, [batch, 1, ...part.shape.slice(1)]));
      return concatenate(parts as [Value, ...Value[]], 1);
    }
    const y = lowered(reshape(x, [batch * steps, ...rest]));
    return y instanceof Unsupported ? y : reshape(y, [batch, steps, ...y.shape.slice(1)]);
  },
});

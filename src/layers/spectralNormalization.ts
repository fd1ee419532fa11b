import { innerLayer } from "./families/inner";
import type { ResolvedLayer } from "./config";
import { defineLayer, ShapeError, Unsupported, weight, type WeightSpecs } from "./layer";
import { int, layerObject } from "./param";

export const spectralNormalization = defineLayer({
  type: "SpectralNormalization",
  docs: "Keeps the largest singular value of a layer's kernel at 1 (Miyato et al. 2018): steadies the training of discriminators.",
  params: {
    layer: layerObject("The layer whose kernel is normalized."),
    power_iterations: int("Steps of the power method for each batch.", { min: 1, default: 1 }),
  },
  arity: "one",
  traits: ({ layer }) => {
    const inner = innerLayer(layer);
    return inner instanceof ShapeError ? [] : inner.layer.traits(inner.config);
  },
  shape([x], { layer }) {
    const inner = innerLayer(layer);
    if (inner instanceof ShapeError) return inner;
    const y = inner.layer.shape([x], inner.config);
    if (y instanceof ShapeError) return y;
    const { kernel, embeddings } = inner.layer.weights([x], inner.config);
    return kernel || embeddings ? y : new ShapeError(`wraps ${layer.class_name}, which has no kernel`);
  },
  weights([x], { layer }): WeightSpecs {
    const inner = innerLayer(layer) as ResolvedLayer;
    const own = inner.layer.weights([x], inner.config);
    const columns = (own["kernel"] ?? own["embeddings"])!.shape.at(-1)!;
    const initial = { class_name: "TruncatedNormal", config: { stddev: 0.02 } };
    return { ...own, vector_u: weight([1, columns], initial, { trainable: false }) };
  },
  multiplyAdds([x], y, { layer }) {
    const inner = innerLayer(layer) as ResolvedLayer;
    return inner.layer.multiplyAdds?.([x], y, inner.config) ?? 0;
  },
  lower(inputs, { layer }, weights, step) {
    if (step.training) return new Unsupported("the normalization of kernels is not in the engine");
    const inner = innerLayer(layer) as ResolvedLayer;
    return inner.layer.lower(inputs, inner.config, weights, step);
  },
});

import { add, divide, equal, multiply, subtract } from "../ops/binary";
import { detach } from "../ops/detach";
import { matmul } from "../ops/matmul";
import { constant, sizeOf, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { unary } from "../ops/unary";
import { unitRows } from "./families/normalization";
import { innerLayer } from "./families/inner";
import type { ResolvedLayer } from "./config";
import { defineLayer, ShapeError, weight, type WeightSpecs } from "./layer";
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
    const name = own["kernel"] ? "kernel" : "embeddings";
    const columns = own[name]!.shape.at(-1)!;
    const initial = { class_name: "TruncatedNormal", config: { stddev: 0.02 } };
    // Keras finds the kernel first, then the vector, then the rest of the layer
    return { [name]: own[name], vector_u: weight([1, columns], initial, { trainable: false }), ...own };
  },
  multiplyAdds([x], y, { layer }) {
    const inner = innerLayer(layer) as ResolvedLayer;
    return inner.layer.multiplyAdds?.([x], y, inner.config) ?? 0;
  },
  lower(inputs, { layer, power_iterations }, weights, step) {
    const inner = innerLayer(layer) as ResolvedLayer;
    if (!step.training) return inner.layer.lower(inputs, inner.config, weights, step);
    const name = weights["kernel"] ? "kernel" : "embeddings";
    const [kernel, first] = [weights[name]!, weights["vector_u"]!];
    const { normalized, u } = normalize(kernel, first, power_iterations);
    // as Keras: the kernel itself becomes the normalized one, and the step is taken from there
    step.average(first, u, 0);
    step.average(kernel, normalized, 0);
    const instead = add(kernel, detach(subtract(normalized, kernel)));
    return inner.layer.lower(inputs, inner.config, { ...weights, [name]: instead }, step);
  },
});

/** The kernel over its largest singular value, found by the power method from the vector of the last step. A kernel of zeros stays. */
function normalize(kernel: Value, first: Value, iterations: number) {
  const columns = kernel.shape.at(-1)!;
  const matrix = reshape(kernel, [sizeOf(kernel.shape) / columns, columns]);
  const turned = transpose(matrix, [1, 0]);
  let [u, v] = [first, first];
  for (let i = 0; i < iterations; i++) {
    v = unitRows(matmul(u, turned));
    u = unitRows(matmul(v, matrix));
  }
  const product = matmul(matmul(v, matrix), transpose(u, [1, 0]));
  const none = equal(sumAll(unary("square", kernel)), constant(0, [1]));
  const largest = add(reshape(product, [1]), none);
  const normalized = divide(kernel, fill(largest, kernel.shape));
  return { normalized, u: add(u, multiply(first, fill(none, first.shape))) };
}

/** `tensorflow_probability`: layers whose weights, or whose outputs, are distributions. */
import type { Shape } from "../../../model/shape";
import { builtin } from "../../../python/members";
import { unknown, type External } from "../../../python/value";
import { foreignClass, widthOf, type Given, type Outcome } from "../layers/foreign";
import type { Keras } from "../keras";
import { LambdaLayer } from "../layers/lambda";
import { operate } from "../tensors/operation";
import { broadcast } from "../tensors/shapes";
import { isShape, Tensor, tensorsIn, type KnownShape } from "../tensors/tensor";
import { open, outside } from "./open";

/** A mean and a spread for each weight: what these layers do by themselves with their kernels. */
const meanField = "default_mean_field_normal_fn";

/** `DenseFlipout(units)`: biases are plain numbers, unless they are drawn like the kernel. */
function dense(inputs: readonly Shape[], given: Given): Outcome | undefined {
  const [shape] = inputs;
  const [units, width] = [given.number("units"), widthOf(shape)];
  if (!shape || units === undefined || width === undefined) return undefined;
  const drawn = given.literal("bias_posterior_fn");
  const plain = given.literal("kernel_posterior_fn") === undefined && (drawn === undefined || drawn === meanField);
  const kernel: Shape = [width, units];
  return {
    shape: [...shape.slice(0, -1), units],
    weights: plain
      ? {
          kernel_posterior_loc: kernel,
          kernel_posterior_untransformed_scale: kernel,
          bias_posterior_loc: [units],
          ...(drawn === meanField && { bias_posterior_untransformed_scale: [units] }),
        }
      : undefined,
  };
}

const positions = ["units", "activation", "activity_regularizer", "trainable", "kernel_posterior_fn"];

/** Distributions of single numbers: one for each place of what they are made from. */
const distribution = (name: string): External =>
  builtin(`tfd.${name}`, (args, site, machine) => {
    const tensors = args.all.flatMap(({ value }) => tensorsIn(value)).filter((value) => value instanceof Tensor);
    if (tensors.length === 0) return unknown(`what ${name} gives is known only at run time`, site.span);
    const rule = (shapes: readonly KnownShape[]): KnownShape =>
      shapes.reduce((a, b) => {
        if (!isShape(a)) return a;
        return isShape(b) ? (broadcast(a, b) ?? unknown("these shapes do not fit", site.span)) : b;
      });
    return operate(name, tensors, rule, site, machine);
  });

const single = [
  "Normal",
  "Logistic",
  "Laplace",
  "Cauchy",
  "Poisson",
  "Deterministic",
  "Gamma",
  "Exponential",
  "Bernoulli",
];

/** A function that is known by its name alone. */
const named = (name: string): External =>
  builtin(name, () =>
    Object.assign(
      builtin(name, () => unknown(name)),
      { literal: () => name },
    ),
  );

export const tensorflowProbability = (keras: Keras): External =>
  open(
    "tensorflow_probability",
    {
      layers: open(
        "tfp.layers",
        {
          ...Object.fromEntries(
            ["DenseFlipout", "DenseReparameterization", "DenseLocalReparameterization"].map((type) => [
              type,
              foreignClass(keras, { type, from: "tensorflow_probability", positions, outcome: dense }),
            ]),
          ),
          DistributionLambda: builtin("tfp.layers.DistributionLambda", (args, site, machine) =>
            LambdaLayer.make(keras, args, site, machine, "DistributionLambda", [
              "make_distribution_fn",
              "convert_to_tensor_fn",
            ]),
          ),
          [meanField]: named(meanField),
          util: open("tfp.layers.util", { [meanField]: named(meanField) }, (name) =>
            outside(`tfp.layers.util.${name}`),
          ),
        },
        (name) => outside(`tfp.layers.${name}`),
      ),
      distributions: open(
        "tfp.distributions",
        Object.fromEntries(single.map((name) => [name, distribution(name)])),
        (name) => outside(`tfp.distributions.${name}`),
      ),
    },
    (name) => outside(`tensorflow_probability.${name}`),
  );

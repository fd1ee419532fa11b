import type { KerasObject } from "../model/literal";
import type { Dim, Shape } from "../model/shape";
import { addBias, sumRows } from "../ops/addBias";
import { channelMoments, momentMean, momentVariance, normalizeBatch, normalizeFixed } from "../ops/batchNormalization";
import { add, divide, maximum, minimum, multiply, subtract, affine } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { detach } from "../ops/detach";
import { constant, sizeOf, type Value } from "../ops/op";
import { repeatColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { unary } from "../ops/unary";
import { defineLayer, ShapeError, weight, type Step } from "./layer";
import {
  bool,
  clipping,
  constraint,
  float,
  initializer,
  inList,
  int,
  optional,
  regularizer,
  type Clipping,
} from "./param";

export const batchNormalization = defineLayer({
  type: "BatchNormalization",
  docs: [
    "Keeps each channel near mean 0 and variance 1, then applies a learned factor `gamma` and offset `beta`.",
    "While training it uses the mean and variance of the batch, and remembers their moving averages; afterwards it uses those.",
    "Normally it stands before the nonlinearity, on `x·W` (Ioffe & Szegedy 2015).",
  ].join("\n\n"),
  params: {
    axis: inList(
      int(
        "The channel axis, which keeps its own statistics: -1 with channels last, 1 after a layer with channels first.",
        {
          default: -1,
        },
      ),
    ),
    momentum: float(
      "Weight of the past in the moving averages: after n steps the start still counts `momentum ** n`.",
      { default: 0.99 },
    ),
    epsilon: float("Added to the variance, so that nothing is divided by zero.", { default: 1e-3 }),
    center: bool("Learn an offset `beta`.", true),
    scale: bool(
      "Learn a factor `gamma`. Not needed when the next layer is linear (or relu before one): that layer can scale itself.",
      true,
    ),
    beta_initializer: initializer("First values of beta.", "zeros"),
    gamma_initializer: initializer("First values of gamma.", "ones"),
    moving_mean_initializer: initializer("First values of the moving mean.", "zeros"),
    moving_variance_initializer: initializer("First values of the moving variance.", "ones"),
    beta_regularizer: regularizer("Penalty on beta, added to the loss."),
    gamma_regularizer: regularizer("Penalty on gamma, added to the loss."),
    beta_constraint: constraint("Applied to beta after each update."),
    gamma_constraint: constraint("Applied to gamma after each update."),
    renorm: bool("Batch renormalization (Ioffe 2017): corrects each batch towards the moving statistics.", false),
    renorm_clipping: optional(clipping("Bounds `rmin`, `rmax` and `dmax` of that correction.")),
    renorm_momentum: float("Weight of the past in the statistics that renorm uses while training.", { default: 0.99 }),
    synchronized: bool("Share statistics between devices; on one device it makes no difference.", false, false),
  },
  retired: {
    adjustment: undefined,
    beta_init: "beta_initializer",
    fused: undefined,
    gamma_init: "gamma_initializer",
    mode: undefined,
    virtual_batch_size: undefined,
  },
  arity: "one",
  mask: "passes",
  traits: () => ["centers-channels", "normalizes", "batch-statistics", "keeps-channels"],
  shape([x], { axis }) {
    const channels = channelsOf(x, axis);
    if (channels === undefined) return new ShapeError(`has axis ${axis}, but its input has ${x.length} axes`);
    if (channels === null) return new ShapeError(`needs to know the size of its input's axis ${axis}`);
    return x;
  },
  weights([x], config) {
    const shape = [channelsOf(x, config.axis)!];
    const statistic = (init: KerasObject) => weight(shape, init, { trainable: false });
    const variance = config.moving_variance_initializer;
    const deviation = { class_name: "SquareRoot", config: { of: variance } };
    return {
      gamma: config.scale
        ? weight(shape, config.gamma_initializer, {
            regularizer: config.gamma_regularizer,
            constraint: config.gamma_constraint,
          })
        : undefined,
      beta: config.center
        ? weight(shape, config.beta_initializer, {
            regularizer: config.beta_regularizer,
            constraint: config.beta_constraint,
          })
        : undefined,
      moving_mean: statistic(config.moving_mean_initializer),
      moving_variance: statistic(variance),
      moving_stddev: config.renorm ? statistic(deviation) : undefined,
      renorm_mean: config.renorm ? statistic(config.moving_mean_initializer) : undefined,
      renorm_stddev: config.renorm ? statistic(deviation) : undefined,
    };
  },
  lower([x], config, weights, step) {
    const { momentum, epsilon } = config;
    const order = channelsLast(x.shape.length, config.axis);
    const input = order ? transpose(x, order) : x;
    const channels = input.shape[input.shape.length - 1]!;
    const gamma = weights.gamma ?? constant(1, [channels]);
    const beta = weights.beta ?? constant(0, [channels]);
    const [mask] = step.masks;
    const normalize = (): Value => {
      if (!step.training)
        return normalizeFixed(input, weights.moving_mean, weights.moving_variance, gamma, beta, epsilon);
      const isMasked = mask?.shape.join() === x.shape.slice(0, -1).join();
      const { mean, variance, by } = isMasked ? maskedMoments(input, countedIn(mask, x, order)) : moments(input);
      if (weights.renorm_mean && weights.renorm_stddev && weights.moving_stddev) {
        const statistics = {
          mean: weights.moving_mean,
          variance: weights.moving_variance,
          stddev: weights.moving_stddev,
          renormMean: weights.renorm_mean,
          renormStddev: weights.renorm_stddev,
        };
        const [factor, offset] = renormalize(detach(mean), detach(variance), statistics, config, step);
        return by(multiply(gamma, factor), add(multiply(gamma, offset), beta), epsilon);
      }
      step.average(weights.moving_mean, mean, momentum);
      step.average(weights.moving_variance, variance, momentum);
      return by(gamma, beta, epsilon);
    };
    const y = normalize();
    return order
      ? transpose(
          y,
          order.map((_, axis) => order.indexOf(axis)),
        )
      : y;
  },
});

const channelsOf = (x: Shape, axis: number): Dim | undefined => x[axis < 0 ? axis + x.length : axis];

/** The order of axes that puts the channel axis last, or undefined when it is there. */
function channelsLast(rank: number, axis: number): readonly number[] | undefined {
  const channels = axis < 0 ? axis + rank : axis;
  if (channels === rank - 1) return undefined;
  return [...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== channels), channels];
}

/** Statistics of a batch for each channel, and x normalized by them. */
interface Moments {
  readonly mean: Value;
  readonly variance: Value;
  readonly by: (gamma: Value, beta: Value, epsilon: number) => Value;
}

function moments(x: Value): Moments {
  const both = channelMoments(x);
  return {
    mean: momentMean(both),
    variance: momentVariance(both),
    by: (gamma, beta, epsilon) => normalizeBatch(x, both, gamma, beta, epsilon),
  };
}

/** [places, channels]: 1 for what counts in the statistics of its channel, which is the last axis after `order`. */
function countedIn(mask: Value, x: Value, order: readonly number[] | undefined): Value {
  const counted = repeatColumns(reshape(mask, [sizeOf(mask.shape)]), x.shape.at(-1)!);
  if (!order) return counted;
  const turned = transpose(reshape(counted, x.shape), order);
  const channels = turned.shape.at(-1)!;
  return reshape(turned, [sizeOf(x.shape) / channels, channels]);
}

/** Of what counts; all places are normalized by them. */
function maskedMoments(x: Value, counted: Value): Moments {
  const rows = reshape(x, counted.shape);
  const count = affine(sumRows(counted), 1, 1e-7);
  const mean = divide(sumRows(multiply(rows, counted)), count);
  const centered = addBias(rows, affine(mean, -1, 0));
  const variance = divide(sumRows(multiply(unary("square", centered), counted)), count);
  return {
    mean,
    variance,
    by(gamma, beta, epsilon) {
      const factor = divide(gamma, unary("sqrt", affine(variance, 1, epsilon)));
      const scaled = multiply(centered, broadcastTo(reshape(factor, [1, factor.shape[0]!]), rows.shape));
      return reshape(addBias(scaled, beta), x.shape);
    },
  };
}

interface RenormStatistics {
  readonly mean: Value;
  readonly variance: Value;
  readonly stddev: Value;
  readonly renormMean: Value;
  readonly renormStddev: Value;
}

/** The corrections r and d of batch renormalization, and the update of its statistics. */
function renormalize(
  mean: Value,
  variance: Value,
  statistics: RenormStatistics,
  config: { momentum: number; epsilon: number; renorm_momentum: number; renorm_clipping: Clipping | null },
  step: Step,
): readonly [Value, Value] {
  const { epsilon, momentum, renorm_momentum: keep } = config;
  const { rmin, rmax, dmax } = config.renorm_clipping ?? {};
  const stddev = unary("sqrt", affine(variance, 1, epsilon));
  const known = maximum(statistics.renormStddev, constant(Math.sqrt(epsilon), stddev.shape));
  let r = divide(stddev, known);
  if (rmin !== undefined) r = maximum(r, constant(rmin, r.shape));
  if (rmax !== undefined) r = minimum(r, constant(rmax, r.shape));
  let d = divide(subtract(mean, statistics.renormMean), known);
  if (dmax !== undefined) d = unary("clip", d, -dmax, dmax);
  const moved = add(affine(statistics.stddev, momentum, 0), affine(stddev, 1 - momentum, 0));
  step.average(statistics.renormMean, mean, keep);
  step.average(statistics.renormStddev, stddev, keep);
  step.average(statistics.mean, mean, momentum);
  step.average(statistics.variance, unary("relu", affine(unary("square", moved), 1, -epsilon)), 0);
  step.average(statistics.stddev, stddev, momentum);
  return [r, d];
}

import { sizeOf } from "../../ops/op";
import type { Update } from "../../ops/update";
import * as kernels from "../kernels.generated";
import { NUMBERS, type UpdateEmitter } from "./emitter";

const countOf = (update: Update): number => sizeOf(update.targets["weight"]!.shape);

export const movingAverage: UpdateEmitter = (update, { of, call }) => {
  const keep = update.attrs["keep"] as number;
  call(
    kernels.movingAverage(of(update.targets["weight"]!), of(update.inputs["value"]!), keep, 1 - keep),
    countOf(update),
    NUMBERS,
  );
};

export const assign: UpdateEmitter = (update, { of, call }) =>
  call(kernels.assign(of(update.targets["weight"]!), of(update.inputs["value"]!)), countOf(update), NUMBERS);

export const blend: UpdateEmitter = (update, { of, call }) => {
  const { value, keep } = update.inputs;
  call(kernels.blend(of(update.targets["weight"]!), of(value!), of(keep!)), countOf(update), NUMBERS);
};

export const decayWeight: UpdateEmitter = (update, { of, call }) =>
  call(
    kernels.decayWeight(of(update.targets["weight"]!), of(update.inputs["rate"]!), update.attrs["decay"] as number),
    countOf(update),
    NUMBERS,
  );

export const descend: UpdateEmitter = (update, { of, call }) =>
  call(
    kernels.descend(of(update.targets["weight"]!), of(update.inputs["gradient"]!), of(update.inputs["rate"]!)),
    countOf(update),
    NUMBERS,
  );

export const descendWithMomentum: UpdateEmitter = (update, { of, call }) => {
  const { weight, velocity } = update.targets;
  const { gradient, rate } = update.inputs;
  const { momentum, nesterov } = update.attrs as { momentum: number; nesterov: boolean };
  call(
    kernels.descendWithMomentum(of(weight!), of(velocity!), of(gradient!), of(rate!), momentum, nesterov ? 1 : 0),
    countOf(update),
    NUMBERS,
  );
};

export const adam: UpdateEmitter = (update, { of, call }) => {
  const { weight, mean, variance } = update.targets;
  const { gradient, rate } = update.inputs;
  const { beta1, beta2, epsilon } = update.attrs as { beta1: number; beta2: number; epsilon: number };
  call(
    kernels.adam(of(weight!), of(mean!), of(variance!), of(gradient!), of(rate!), 1 - beta1, 1 - beta2, epsilon),
    countOf(update),
    NUMBERS,
  );
};

export const amsgrad: UpdateEmitter = (update, { of, call }) => {
  const { weight, mean, variance, largest } = update.targets;
  const { gradient, rate } = update.inputs;
  const { beta1, beta2, epsilon } = update.attrs as { beta1: number; beta2: number; epsilon: number };
  call(
    kernels.amsgrad(
      of(weight!),
      of(mean!),
      of(variance!),
      of(largest!),
      of(gradient!),
      of(rate!),
      1 - beta1,
      1 - beta2,
      epsilon,
    ),
    countOf(update),
    NUMBERS,
  );
};

export const rmsprop: UpdateEmitter = (update, { of, call }) => {
  const { weight, square, mean, velocity } = update.targets;
  const { gradient, rate } = update.inputs;
  const { rho, momentum, epsilon, centered } = update.attrs as {
    rho: number;
    momentum: number;
    epsilon: number;
    centered: boolean;
  };
  call(
    kernels.rmsprop(
      of(weight!),
      of(square!),
      of(mean!),
      of(velocity!),
      of(gradient!),
      of(rate!),
      rho,
      1 - rho,
      momentum,
      epsilon,
      centered ? 1 : 0,
    ),
    countOf(update),
    NUMBERS,
  );
};

export const constrainNorm: UpdateEmitter = (update, { of, call }) => {
  const { group, inner, low, high, rate } = update.attrs as {
    group: number;
    inner: number;
    low: number;
    high: number;
    rate: number;
  };
  const items = countOf(update) / group;
  call(
    kernels.constrainNorm(of(update.targets["weight"]!), group, inner, low, high, rate),
    items,
    Math.max(1, Math.floor(NUMBERS / group)),
  );
};

export const constrainNonNegative: UpdateEmitter = (update, { of, call }) =>
  call(kernels.constrainNonNegative(of(update.targets["weight"]!)), countOf(update), NUMBERS);

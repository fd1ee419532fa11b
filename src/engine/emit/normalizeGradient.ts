import { sizeOf, type Value } from "../../ops/op";
import { partsOf } from "../../ops/part";
import type { Pool } from "../../ops/pool2d";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import { bandsOf, CHANNELS, channelsOf, dropoutOf, imagesOf, paddedTo4, rowCount } from "./channels";
import { NUMBERS, rowsOf, type Emission, type Emitter } from "./emitter";

export const normalizePooledGradient: Emitter = (both, { of, temporary, call }) => {
  const { dy, x, winners, moments, gamma, beta, sums } = both.inputs;
  const { size, epsilon, relu } = both.attrs as unknown as Pool & { readonly epsilon: number; readonly relu: boolean };
  const [images, height, width, channels] = x!.shape as [number, number, number, number];
  const [, yHeight, yWidth] = winners!.shape as [number, number, number];
  const parts = Math.min(partsOf(x!.shape), images * bandsOf(height, yHeight, size[0]));
  const partials = temporary("parts of a sum", parts * channels * 4);
  const factors = temporary("factors of a gradient", 3 * channels * 4);
  const variance = at(of(moments!), channels * 4);
  call(
    kernels.gradientFactors(factors, of(sums!), variance, of(gamma!), epsilon, rowCount(x!), channels),
    channels,
    CHANNELS,
  );
  call(
    kernels.normalizePooledGradient(
      of(both),
      partials,
      of(dy!),
      of(x!),
      of(winners!),
      of(moments!),
      factors,
      of(beta!),
      images,
      height,
      width,
      channels,
      yHeight,
      yWidth,
      ...size,
      relu ? 1 : 0,
      ...dropoutOf(both, of),
      parts,
    ),
    parts,
    1,
    2 * channels * 4,
    imagesOf(x!, parts),
  );
  call(kernels.sumParts(at(of(both), sizeOf(x!.shape) * 4), partials, parts, channels), channels, NUMBERS);
};

/** With the mask that it finds among its inputs. */
export const normalizePooledGradientDropout: Emitter = (both, tools) => normalizePooledGradient(both, tools);

/** Bytes that the kernels of sums need for themselves; with a mask for the rows too that they drop together. */
const scratchOfSums = (channels: number, masked: boolean): number =>
  channels * 16 + (masked ? Math.max(4 * channels, 512) * 4 : 0);

const gradientSumsOf =
  (relu: boolean): Emitter =>
  (sums, { of, temporary, call }) => {
    const { dy, x, moments, gamma, beta, mask } = sums.inputs;
    const { epsilon } = sums.attrs as { readonly epsilon: number };
    const channels = channelsOf(x!);
    const parts = partsOf(x!.shape);
    const partials = temporary("parts of gradient sums", parts * 2 * paddedTo4(channels) * 4);
    const variance = at(of(moments!), channels * 4);
    const factors = relu ? temporary("factors of channels", channels * 4) : 0;
    if (relu) call(kernels.normalizeFactors(factors, variance, of(gamma!), epsilon), channels, CHANNELS);
    call(
      kernels.gradientSumsOfParts(
        partials,
        of(dy!),
        of(x!),
        of(moments!),
        factors,
        relu ? of(beta!) : 0,
        ...dropoutOf(sums, of),
        rowCount(x!),
        channels,
        parts,
      ),
      parts,
      1,
      scratchOfSums(channels, mask !== undefined),
      imagesOf(x!, parts),
    );
    call(kernels.gradientSumsOfAll(of(sums), partials, variance, epsilon, channels, parts), channels, CHANNELS);
  };

export const normalizeGradientSums = gradientSumsOf(false);
export const normalizeGradientSumsRelu = gradientSumsOf(true);
export const normalizeGradientSumsDropout = gradientSumsOf(false);
export const normalizeGradientSumsReluDropout = gradientSumsOf(true);

/** Where the sums of parts are that come behind the gradient of x. */
const behind = (both: Value, x: Value, of: Emission["of"]): Ref => at(of(both), sizeOf(x.shape) * 4);

export const gatherGradient: Emitter = (both, { of, call }) => {
  const { a, b, v, x, moments } = both.inputs;
  const channels = channelsOf(x!);
  const parts = partsOf(x!.shape);
  call(
    kernels.gatherGradientSums(
      of(both),
      behind(both, x!, of),
      of(a!),
      b ? of(b) : 0,
      v ? of(v) : 0,
      of(x!),
      of(moments!),
      rowCount(x!),
      channels,
      parts,
    ),
    parts,
    1,
    scratchOfSums(channels, false),
    imagesOf(x!, parts),
  );
};

export const gatheredSums: Emitter = (sums, { of, call }) => {
  const { x: both, moments } = sums.inputs;
  const { parts, epsilon } = sums.attrs as { readonly parts: number; readonly epsilon: number };
  const channels = sums.shape[1]!;
  const partials = at(of(both!), (sizeOf(both!.shape) - parts * 2 * channels) * 4);
  const variance = at(of(moments!), channels * 4);
  call(kernels.gradientSumsOfAll(of(sums), partials, variance, epsilon, channels, parts), channels, CHANNELS);
};

/** The factors that a gradient is made of. */
function factorsOf(dx: Value, { of, temporary, call }: Emission): Ref {
  const { x, moments, gamma, sums } = dx.inputs;
  const channels = channelsOf(x!);
  const factors = temporary("factors of a gradient", 3 * channels * 4);
  const variance = at(of(moments!), channels * 4);
  const epsilon = dx.attrs["epsilon"] as number;
  call(
    kernels.gradientFactors(factors, of(sums!), variance, of(gamma!), epsilon, rowCount(x!), channels),
    channels,
    CHANNELS,
  );
  return factors;
}

const gradientOf =
  (relu: boolean): Emitter =>
  (dx, emission) => {
    const { of, call } = emission;
    const { dy, x, moments, beta } = dx.inputs;
    const channels = channelsOf(dx);
    const shift = relu ? of(beta!) : 0;
    const factors = factorsOf(dx, emission);
    call(
      kernels.normalizeRowsGradient(
        of(dx),
        of(dy!),
        of(x!),
        of(moments!),
        factors,
        shift,
        ...dropoutOf(dx, of),
        channels,
      ),
      rowCount(dx),
      rowsOf(channels),
      0,
      imagesOf(dx),
    );
  };

export const normalizeBatchGradient = gradientOf(false);
export const normalizeBatchGradientRelu = gradientOf(true);
export const normalizeBatchGradientDropout = gradientOf(false);
export const normalizeBatchGradientReluDropout = gradientOf(true);

const gradientWithSums =
  (relu: boolean): Emitter =>
  (both, emission) => {
    const { of, call } = emission;
    const { dy, x, moments, beta } = both.inputs;
    const channels = channelsOf(x!);
    const parts = partsOf(x!.shape);
    const shift = relu ? of(beta!) : 0;
    const factors = factorsOf(both, emission);
    call(
      kernels.normalizeRowsGradientSums(
        of(both),
        behind(both, x!, of),
        of(dy!),
        of(x!),
        of(moments!),
        factors,
        shift,
        ...dropoutOf(both, of),
        both.attrs["relu"] === true ? 1 : 0,
        rowCount(x!),
        channels,
        parts,
      ),
      parts,
      1,
      0,
      imagesOf(x!, parts),
    );
  };

export const normalizeBatchGradientSummed = gradientWithSums(false);
export const normalizeBatchGradientReluSummed = gradientWithSums(true);
export const normalizeBatchGradientDropoutSummed = gradientWithSums(false);
export const normalizeBatchGradientReluDropoutSummed = gradientWithSums(true);

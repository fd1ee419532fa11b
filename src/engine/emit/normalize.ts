import type { Value } from "../../ops/op";
import { partsOf } from "../../ops/part";
import { pooledShape, type Pool } from "../../ops/pool2d";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import { bandsOf, CHANNELS, channelsOf, dropoutOf, imagesOf, paddedTo4, rowCount } from "./channels";
import { rowsOf, type Emission, type Emitter } from "./emitter";

export const channelMoments: Emitter = (moments, { of, temporary, call }) => {
  const x = moments.inputs["x"]!;
  const channels = channelsOf(x);
  const parts = partsOf(x.shape);
  const partials = temporary("parts of moments", parts * 2 * paddedTo4(channels) * 4);
  call(kernels.momentsOfParts(partials, of(x), rowCount(x), channels, parts), parts, 1, 0, imagesOf(x, parts));
  call(kernels.momentsOfAll(of(moments), partials, rowCount(x), channels, parts), channels, CHANNELS);
};

/** y = (x − mean) · gamma/√(variance + epsilon) + beta */
function normalize(y: Value, mean: Ref, variance: Ref, relu: boolean, { of, temporary, call }: Emission): void {
  const { gamma, beta } = y.inputs;
  const x = y.inputs["winners"] ?? y.inputs["x"];
  const channels = channelsOf(y);
  const factors = temporary("factors of channels", channels * 4);
  call(kernels.normalizeFactors(factors, variance, of(gamma!), y.attrs["epsilon"] as number), channels, CHANNELS);
  call(
    kernels.normalizeRows(of(y), of(x!), mean, factors, of(beta!), channels, relu ? 1 : 0, ...dropoutOf(y, of)),
    rowCount(y),
    rowsOf(channels),
    0,
    imagesOf(y),
  );
}

const ofBatch =
  (relu: boolean): Emitter =>
  (y, emission) => {
    const moments = emission.of(y.inputs["moments"]!);
    normalize(y, moments, at(moments, channelsOf(y) * 4), relu, emission);
  };
const ofFixed =
  (relu: boolean): Emitter =>
  (y, emission) =>
    normalize(y, emission.of(y.inputs["mean"]!), emission.of(y.inputs["variance"]!), relu, emission);

export const normalizeBatch = ofBatch(false);
export const normalizeBatchRelu = ofBatch(true);
export const normalizeBatchDropout = ofBatch(false);
export const normalizeBatchReluDropout = ofBatch(true);
export const normalizeFixed = ofFixed(false);
export const normalizeFixedRelu = ofFixed(true);

const plusOf =
  (relu: boolean): Emitter =>
  (y, { of, temporary, call }) => {
    const { x, moments, gamma, beta, addend } = y.inputs;
    const channels = channelsOf(y);
    const factors = temporary("factors of channels", channels * 4);
    const variance = at(of(moments!), channels * 4);
    call(kernels.normalizeFactors(factors, variance, of(gamma!), y.attrs["epsilon"] as number), channels, CHANNELS);
    call(
      kernels.normalizeRowsAdd(of(y), of(x!), of(addend!), of(moments!), factors, of(beta!), channels, relu ? 1 : 0),
      rowCount(y),
      rowsOf(channels),
      0,
      imagesOf(y),
    );
  };

export const normalizeBatchAdd = plusOf(false);
export const normalizeBatchAddRelu = plusOf(true);

export const normalizePooled = ofBatch(false);
export const normalizePooledRelu = ofBatch(true);
export const normalizePooledDropout = ofBatch(false);
export const normalizePooledReluDropout = ofBatch(true);

export const momentsAndWinners: Emitter = (y, { of, temporary, call }) => {
  const { x, gamma } = y.inputs;
  const { size } = y.attrs as unknown as Pool;
  const [images, height, width, channels] = x!.shape as [number, number, number, number];
  const [, yHeight, yWidth] = pooledShape(x!.shape, y.attrs as unknown as Pool) as [number, number, number];
  const parts = Math.min(partsOf(x!.shape), images * bandsOf(height, yHeight, size[0]));
  const partials = temporary("parts of moments", parts * 2 * channels * 4);
  const sides = [images, height, width, channels, yHeight] as const;
  const winners = at(of(y), 2 * channels * 4);
  call(
    kernels.momentsAndWinners(partials, winners, of(x!), of(gamma!), ...sides, yWidth, ...size, parts),
    parts,
    1,
    3 * channels * 4,
    imagesOf(x!, parts),
  );
  call(kernels.momentsOfBands(of(y), partials, ...sides, size[0], parts), channels, CHANNELS);
};

export const normalizeFixedGradient: Emitter = (dx, { of, temporary, call }) => {
  const { dy, variance, gamma } = dx.inputs;
  const channels = channelsOf(dx);
  const factors = temporary("factors of channels", channels * 4);
  call(kernels.normalizeFactors(factors, of(variance!), of(gamma!), dx.attrs["epsilon"] as number), channels, CHANNELS);
  call(kernels.scaleRows(of(dx), of(dy!), factors, channels), rowCount(dx), rowsOf(channels));
};

export const stackMoments: Emitter = (y, { of, table, call }) => {
  const channels = y.shape[1]!;
  const copy = (to: Ref, from: Ref): void =>
    call(kernels.copyStrided(to, from, table([1, 1, 1, 1, 1, channels, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 4])), 1, 1);
  copy(of(y), of(y.inputs["mean"]!));
  copy(at(of(y), channels * 4), of(y.inputs["variance"]!));
};

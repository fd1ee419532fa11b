import { along, mapOf } from "../ops/alongAxis";
import { add, affine, maximum } from "../ops/binary";
import { slice } from "../ops/concatenate";
import { globalMaxPool } from "../ops/globalPool";
import { matmul } from "../ops/matmul";
import { constant, constants, sizeOf, type Value } from "../ops/op";
import { fill } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { scale, unary } from "../ops/unary";
import { mapDim } from "../model/shape";
import { fourier } from "./families/fourier";
import { windowOf } from "./families/windows";
import { defineLayer, noWeights, ShapeError, Unsupported } from "./layer";
import { bool, choice, float, int, optional } from "./param";

export const melSpectrogram = defineLayer({
  type: "MelSpectrogram",
  docs: "The loudness of a sound over time (last axis) at pitches that ears tell apart: (batch, samples) becomes (batch, `num_mel_bins`, frames).",
  params: {
    fft_length: int("Samples of a frame that is transformed.", { min: 1, default: 2048 }),
    sequence_stride: int("Samples from one frame to the next.", { min: 1, default: 512 }),
    sequence_length: optional(int("Samples in the window; None for `fft_length`.", { min: 1 })),
    window: optional(choice("Shape of the window; None weighs all alike.", ["hann", "hamming"], "hann"), "hann"),
    sampling_rate: int("Samples of a second.", { min: 1, default: 16000 }),
    num_mel_bins: int("Number of pitches.", { min: 1, default: 128 }),
    min_freq: float("The lowest pitch in hertz.", { default: 20 }),
    max_freq: optional(float("The highest pitch in hertz; None for half of the sampling rate.")),
    power_to_db: bool("Give decibels.", true, false),
    top_db: float("How far below the loudest of the batch values end, in decibels.", { default: 80 }),
    mag_exp: float("Power of the magnitude: 1 for the amplitude, 2 for the energy.", { default: 2 }),
    min_power: float("Least power before decibels are taken.", { default: 1e-10 }),
    ref_power: float("The power that counts as 0 decibels.", { default: 1 }),
  },
  arity: "one",
  traits: () => ["nonlinear"],
  shape([x], { fft_length, sequence_length, sequence_stride, num_mel_bins }) {
    if (x.length !== 2) return new ShapeError(`needs 2 axes (batch, samples); its input has ${x.length}`);
    if ((sequence_length ?? 0) > fft_length)
      return new ShapeError(`has windows of ${sequence_length!} samples, longer than its fft_length ${fft_length}`);
    const frames = mapDim(x[1]!, (samples) => Math.floor((samples + sequence_stride + 1) / sequence_stride));
    return [x[0]!, num_mel_bins, frames];
  },
  weights: noWeights,
  lower([x], config) {
    const { fft_length: size, sequence_stride: stride, num_mel_bins: pitches } = config;
    const [batch, samples] = x.shape as readonly [number, number];
    const margin = Math.floor(size / 2);
    if (samples <= margin) return new Unsupported("its input must be longer than half of fft_length");
    const frames = Math.floor((samples + 2 * margin - size) / stride) + 1;
    if (frames !== Math.floor((samples + stride + 1) / stride))
      return new Unsupported("Keras announces one frame more than it makes of an input of this length");
    const length = config.sequence_length ?? size;
    const window = config.window === null ? undefined : windowOf(config.window, length, true);
    const before = Math.floor((size - length) / 2);
    const weight = (place: number): number => (window ? (window[place - before] ?? 0) : 1);
    /** A sample by its place, mirrored at both ends. */
    const sampleAt = (place: number): number => {
      const folded = Math.abs(place) % (2 * samples - 2);
      return folded < samples ? folded : 2 * samples - 2 - folded;
    };
    const terms = Array.from({ length: frames * size }, (_, i) => {
      const place = i % size;
      return [[sampleAt(Math.floor(i / size) * stride + place - margin), weight(place)] as const];
    });
    const cut = reshape(along(x, 1, mapOf(terms)), [batch * frames, size]);
    const bands = margin + 1;
    const { re, im } = fourier({ re: cut, im: undefined });
    const half = (y: Value): Value => unary("square", slice(y, 1, 0, bands));
    const power = raised(add(half(re), half(im)), config.mag_exp / 2);
    const highest = config.max_freq ?? Math.trunc(config.sampling_rate / 2);
    const matrix = triangles(bands, pitches, config.sampling_rate, config.min_freq, highest);
    const heard = matmul(power, reshape(constants(matrix), [bands, pitches]));
    const y = config.power_to_db ? inDecibels(heard, config.min_power, config.ref_power, config.top_db) : heard;
    return transpose(reshape(y, [batch, frames, pitches]), [0, 2, 1]);
  },
});

const raised = (x: Value, exponent: number): Value =>
  exponent === 1 ? x : exponent === 0.5 ? unary("sqrt", x) : unary("exp", scale(unary("log", x), exponent));

/** Down to so far below the loudest of all. */
function inDecibels(x: Value, least: number, reference: number, range: number): Value {
  const ten = 10 / Math.LN10;
  const zero = ten * Math.log(Math.max(Math.abs(reference), least));
  const loudness = affine(unary("log", maximum(x, constant(least, x.shape))), ten, -zero);
  const loudest = reshape(globalMaxPool(reshape(loudness, [1, sizeOf(x.shape), 1])), [1]);
  return maximum(loudness, fill(affine(loudest, 1, -range), x.shape));
}

/** How much each of the bands counts for each pitch: a triangle between its neighbours, in mel (O'Shaughnessy 1987, as HTK has it). */
function triangles(bands: number, pitches: number, rate: number, lowest: number, highest: number): readonly number[] {
  const mel = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);
  const step = (mel(highest) - mel(lowest)) / (pitches + 1);
  return Array.from({ length: bands * pitches }, (_, i) => {
    const [band, pitch] = [Math.floor(i / pitches), i % pitches];
    if (band === 0) return 0;
    const place = (mel((band * rate) / 2 / (bands - 1)) - mel(lowest)) / step;
    return Math.max(0, 1 - Math.abs(place - pitch - 1));
  });
}

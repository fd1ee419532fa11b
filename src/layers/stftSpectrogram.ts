import { add, maximum, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { concatenate } from "../ops/concatenate";
import { constant, constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { unary } from "../ops/unary";
import type { Literal } from "../model/literal";
import { isUnknown, mapDim, type Dim } from "../model/shape";
import { arctan2 } from "./families/arctan";
import { convolve } from "./families/convolve";
import { dataFormat, marginsFor, placesOf, windowPlaces } from "./families/spatial";
import { isWindow } from "./families/windows";
import { defineLayer, ShapeError, Unsupported, weight } from "./layer";
import { anything, bool, choice, int, optional } from "./param";

/** Keras's smallest number that is no zero. */
const EPSILON = 1e-7;

export const stftSpectrogram = defineLayer({
  type: "STFTSpectrogram",
  docs: "The spectrum of each stretch of a signal, by convolutions with waves that are cut by a window; the waves are weights, and learned unless the layer is frozen.",
  params: {
    mode: choice(
      "What is given of each wave: its magnitude, the logarithm of it, the energy, an angle, or its parts.",
      ["log", "magnitude", "psd", "real", "imag", "angle", "stft"],
      "log",
    ),
    frame_length: int("Samples in the window.", { min: 1, default: 256 }),
    frame_step: optional(int("Samples from one stretch to the next; None for half of `frame_length`.", { min: 1 })),
    fft_length: optional(int("Twice the number of waves; None for the next power of two.", { min: 1 })),
    window: anything("Name of the window in SciPy, or None.", "hann"),
    periodic: bool("The window goes on as it begins, instead of being the same from both ends.", false, false),
    scaling: optional(choice("What the window is divided by.", ["density", "spectrum"], "density"), "density"),
    padding: choice("Zeros around the signal.", ["valid", "same"], "valid"),
    expand_dims: bool("Give the waves an axis of their own.", false),
    data_format: dataFormat(1),
  },
  arity: "one",
  traits: () => ["nonlinear"],
  shape([x], config) {
    const places = placesOf(x, 1, config.data_format);
    if (places instanceof ShapeError) return places;
    const { frame, step, waves } = lengths(config);
    if (step > frame) return new ShapeError(`has a frame_step of ${step}, longer than its frame_length ${frame}`);
    if ((config.fft_length ?? frame) < frame)
      return new ShapeError(`has an fft_length of ${config.fft_length!}, shorter than its frame_length ${frame}`);
    const frames = windowPlaces(places.sizes[0]!, frame, step, 1, config.padding);
    if (frames instanceof ShapeError) return new ShapeError(`${frames.message} steps`);
    const given = config.mode === "stft" ? 2 * waves : waves;
    const { batch, channels } = places;
    const isFirst = config.data_format === "channels_first";
    if (config.expand_dims) return isFirst ? [batch, channels, frames, given] : [batch, frames, given, channels];
    const all: Dim = isUnknown(channels) ? channels : mapDim(channels, (count) => count * given);
    return isFirst ? [batch, all, frames] : [batch, frames, all];
  },
  weights(_, config) {
    const { frame, waves } = lengths(config);
    const waveform = (side: string) =>
      weight([frame, 1, waves], {
        class_name: "STFT",
        config: { side, window: config.window, scaling: config.scaling, periodic: config.periodic },
      });
    return {
      real_kernel: config.mode === "imag" ? undefined : waveform("real"),
      imag_kernel: config.mode === "real" ? undefined : waveform("imag"),
    };
  },
  lower([x], config, { real_kernel, imag_kernel }) {
    if (!isKnownWindow(config.window)) return new Unsupported("it has a window that is not in the engine");
    const isFirst = config.data_format === "channels_first";
    const [batch, channels, steps] = isFirst
      ? (x.shape as readonly [number, number, number])
      : [x.shape[0]!, x.shape[2]!, x.shape[1]!];
    const { frame, step } = lengths(config);
    const signals = reshape(isFirst ? x : transpose(x, [0, 2, 1]), [batch * channels, steps, 1]);
    const moves = {
      strides: [step],
      dilation: [1],
      margins: [marginsFor(steps, frame, step, 1, config.padding)],
      groups: 1,
    };
    /** [batch, channels, frames, waves] */
    const part = (kernel: Value | undefined): Value | undefined => {
      const y = kernel && convolve(signals, kernel, moves);
      return y && reshape(y, [batch, channels, ...y.shape.slice(1)]);
    };
    const y = spectrum(part(real_kernel), part(imag_kernel), config.mode);
    const [, , frames, waves] = y.shape as readonly [number, number, number, number];
    if (config.expand_dims) return isFirst ? y : transpose(y, [0, 2, 3, 1]);
    return isFirst
      ? reshape(transpose(y, [0, 1, 3, 2]), [batch, channels * waves, frames])
      : reshape(transpose(y, [0, 2, 1, 3]), [batch, frames, channels * waves]);
  },
});

interface Lengths {
  readonly frame_length: number;
  readonly frame_step: number | null;
  readonly fft_length: number | null;
}
function lengths({ frame_length: frame, frame_step, fft_length }: Lengths) {
  const size = fft_length ?? 2 ** Math.ceil(Math.log2(frame));
  return { frame, step: frame_step ?? Math.floor(frame / 2), waves: Math.floor(size / 2) + 1 };
}

const isKnownWindow = (window: Literal): boolean => window === null || (typeof window === "string" && isWindow(window));

/** What a mode gives of real and imaginary parts, of which one may not be needed. */
function spectrum(real: Value | undefined, imaginary: Value | undefined, mode: string): Value {
  if (!real || !imaginary) return (real ?? imaginary)!;
  if (mode === "angle") return arctan2(imaginary, real);
  if (mode === "stft") return concatenate([real, imaginary], 3);
  const power = add(unary("square", real), unary("square", imaginary));
  if (mode === "psd") {
    const waves = power.shape[3]!;
    // all but the first and the last stand for two waves
    const counts = Array.from({ length: waves }, (_, i) => (i === 0 || i === waves - 1 ? 1 : 2));
    return multiply(power, broadcastTo(reshape(constants(counts), [1, 1, 1, waves]), power.shape));
  }
  const least = constant(EPSILON, power.shape);
  const magnitude = unary("sqrt", maximum(power, least));
  return mode === "magnitude" ? magnitude : unary("log", maximum(magnitude, least));
}

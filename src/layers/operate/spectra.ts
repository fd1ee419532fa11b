/** Fourier transforms: complex numbers are pairs of tensors, as Keras has them. */
import { isList } from "../../model/literal";
import { pad } from "../../ops/alongAxis";
import { slice } from "../../ops/concatenate";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { fourier, inverseFourier, type Complex } from "../families/fourier";
import { acrossSamples, notFollowed, type Operands, type Operation } from "./operation";

type Transform = (x: Complex) => { readonly re: Value; readonly im: Value };

/** Along the last axis. */
function along(transform: Transform, { re, im }: Complex) {
  const size = re.shape.at(-1)!;
  const rows = (x: Value): Value => reshape(x, [sizeOf(x.shape) / size, size]);
  const y = transform({ re: rows(re), im: im && rows(im) });
  return { re: reshape(y.re, re.shape), im: reshape(y.im, re.shape) };
}

/** The last two axes changed for each other. */
const turned = (x: Value): Value => {
  const axes = [...x.shape.keys()];
  return transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
};

const overTwo = (transform: Transform, x: Complex) => {
  const first = along(transform, x);
  const { re, im } = along(transform, { re: turned(first.re), im: turned(first.im) });
  return { re: turned(re), im: turned(im) };
};

const ofPair =
  (axes: 1 | 2, transform: Transform): Operation =>
  (call: Operands) => {
    const [re, im] = call.inputs;
    if (call.inputs.length !== 2 || re!.shape.join() !== im!.shape.join()) return notFollowed("this pair");
    if (re!.shape.length <= axes) return acrossSamples;
    const y = (axes === 1 ? along : overTwo)(transform, { re: re!, im: im! });
    return [y.re, y.im];
  };

/** Of real numbers; the second half of the spectrum mirrors the first. */
const ofReal: Operation = (call) => {
  const { x } = call;
  const axis = x.shape.length - 1;
  const given = call.literal("fft_length") ?? null;
  const [wanted] = given !== null && isList(given) ? given : [given];
  const size = wanted ?? x.shape[axis]!;
  if (typeof size !== "number") return notFollowed("the length");
  if (axis === 0) return acrossSamples;
  const y = along(fourier, { re: pad(x, axis, 0, size - x.shape[axis]!), im: undefined });
  const half = (part: Value): Value => slice(part, axis, 0, Math.floor(size / 2) + 1);
  return [half(y.re), half(y.im)];
};

export const spectra: ReadonlyMap<string, Operation> = new Map([
  ["Fft", ofPair(1, fourier)],
  ["Fft2", ofPair(2, fourier)],
  ["Ifft2", ofPair(2, inverseFourier)],
  ["Rfft", ofReal],
]);

/** Colours of pixels [batch, height, width, 3]: grey, and hue, saturation and value. */
import { add, affine, equal, greater, maximum, minimum, multiply, subtract, divide } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { constant, type Value } from "../../ops/op";
import { scale, unary } from "../../ops/unary";
import { select } from "./augmentation";

type Planes = readonly [Value, Value, Value];

export const planesOf = (x: Value): Planes => [slice(x, 3, 0, 1), slice(x, 3, 1, 1), slice(x, 3, 2, 1)];
export const joined = (planes: Planes): Value => concatenate(planes, 3);

/** The brightness that eyes see, in all three channels. */
export function grey(x: Value): Value {
  const [red, green, blue] = planesOf(x);
  return broadcastTo(add(add(scale(red, 0.2989), scale(green, 0.587)), scale(blue, 0.114)), x.shape);
}

/** 1 where x is above 0. */
const above = (x: Value): Value => greater(x, constant(0, x.shape));
/** x where it is above 0, else 1: something to divide by. */
const orOne = (x: Value): Value => select(above(x), x, constant(1, x.shape));

/** Hue as a share of the circle, saturation, value. */
export function hueSaturationValue(x: Value): Planes {
  const [red, green, blue] = planesOf(x);
  const value = maximum(maximum(red, green), blue);
  const range = subtract(value, minimum(minimum(red, green), blue));
  const saturation = multiply(above(value), divide(range, orOne(value)));
  const sector = (a: Value, b: Value, offset: number): Value =>
    affine(divide(subtract(a, b), scale(orOne(range), 6)), 1, offset);
  const rest = select(equal(value, green), sector(blue, red, 2 / 6), sector(red, green, 4 / 6));
  const hue = select(equal(value, red), sector(green, blue, 0), rest);
  const below = greater(constant(0, hue.shape), hue);
  return [add(multiply(above(range), hue), below), saturation, value];
}

/** The way back. */
export function fromHueSaturationValue([hue, saturation, value]: Planes): Value {
  const sixth = scale(subtract(hue, unary("floor", hue)), 6);
  const part = (centre: number, sign: 1 | -1, offset: number): Value => {
    const share = unary("clip", affine(unary("abs", affine(sixth, 1, -centre)), sign, offset), 0, 1);
    return multiply(value, add(affine(saturation, -1, 1), multiply(saturation, share)));
  };
  return joined([part(3, 1, -1), part(2, -1, 2), part(4, -1, 2)]);
}

/** Values of one range in another. */
export const inRange = (
  x: Value,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
): Value => {
  const factor = (high - low) / (to - from);
  return from === low && to === high ? x : affine(x, factor, low - from * factor);
};

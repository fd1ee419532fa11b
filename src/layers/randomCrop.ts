import { concatenate } from "../ops/concatenate";
import { broadcastTo } from "../ops/broadcast";
import { affine } from "../ops/binary";
import { constant, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { uniform } from "../ops/uniform";
import { unary } from "../ops/unary";
import { pad } from "../ops/alongAxis";
import { warp } from "../ops/warp";
import { seed } from "./families/augmentation";
import { croppedToMiddle, resized, sizedShape } from "./families/sized";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { defineLayer, noWeights, type Step } from "./layer";
import { size } from "./param";

export const randomCrop = defineLayer({
  type: "RandomCrop",
  docs: "Cuts a piece of `height` × `width` out of images, at a random place while training and in the middle otherwise.",
  params: {
    height: size("Height of the piece."),
    width: size("Width of the piece."),
    seed,
    data_format: dataFormat(),
  },
  arity: "one",
  traits: () => ["random"],
  shape: ([x], config) => sizedShape(x, config),
  weights: noWeights,
  lower([x], { height, width, data_format }, _, step) {
    const image = toChannelsLast(x, data_format);
    const [rows, columns] = [height as number, width as number];
    const y = step.training ? cut(image, rows, columns, step) : middleOf(image, rows, columns);
    return fromChannelsLast(y, data_format);
  },
});

/** A piece at a random place, the same for the whole batch; what is not larger both ways is cut to its proportions and resized. */
function cut(image: Value, height: number, width: number, step: Step): Value {
  const [batch, rows, columns] = image.shape as readonly [number, number, number, number];
  if (rows > height && columns > width) {
    const place = (spare: number): Value =>
      broadcastTo(reshape(unary("floor", affine(uniform([1], step.random()), spare + 1, 0)), [1, 1]), [batch, 1]);
    const [down, across] = [place(rows - height), place(columns - width)];
    const [zero, one] = [constant(0, [batch, 1]), constant(1, [batch, 1])];
    const map = concatenate([one, zero, across, zero, one, down], 1);
    return warp(image, map, { height, width, mode: "nearest", fill: 0, smooth: false });
  }
  const whole = (amount: number, most: number): number => Math.max(Math.min(most, Math.trunc(amount)), 1);
  const first = [
    Math.trunc((rows - whole((columns * height) / width, rows)) / 2),
    Math.trunc((columns - whole((rows * width) / height, columns)) / 2),
  ];
  const piece = [height, width].reduce((value, length, i) => {
    const spare = value.shape[i + 1]! - first[i]! - length;
    return pad(value, i + 1, -first[i]!, -Math.max(0, spare));
  }, image);
  return resized(piece, height, width, "bilinear");
}

/** The middle, where it is large enough; else what there is, resized. */
function middleOf(image: Value, height: number, width: number): Value {
  const [rows, columns] = [Math.min(image.shape[1]!, height), Math.min(image.shape[2]!, width)];
  return resized(croppedToMiddle(image, rows, columns), height, width, "bilinear");
}

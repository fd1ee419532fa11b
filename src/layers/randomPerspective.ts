import { add, affine, divide, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { slice } from "../ops/concatenate";
import { constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { sample } from "../ops/sample";
import { unary } from "../ops/unary";
import { uniform } from "../ops/uniform";
import { augmentation, chosen, rangeOf, seed } from "./families/augmentation";
import { select } from "./families/select";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { Unsupported, type Step } from "./layer";
import { choice, factor, float } from "./param";

export const randomPerspective = augmentation({
  type: "RandomPerspective",
  docs: "Views images from a random side: three of the corners move, the first stays.",
  params: {
    factor: factor("How often.", 1),
    scale: float("How far corners move, as a share of the side.", { default: 1, min: 0, max: 1 }),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    fill_value: float("The value outside.", { default: 0 }),
    seed,
    data_format: dataFormat(),
  },
  change(x, config, step) {
    const image = toChannelsLast(x, config.data_format);
    const [, rows, columns] = image.shape as readonly [number, number, number];
    if (rows < 2 || columns < 2) return new Unsupported("a side needs at least two pixels to be seen from elsewhere");
    const these = chosen(image, ...rangeOf(config.factor, 0), step);
    const [down, across] = placesSeen(image, config.scale, step);
    const y = sample(image, down, across, {
      mode: "constant",
      fill: config.fill_value,
      smooth: config.interpolation === "bilinear",
    });
    return fromChannelsLast(select(these, y, image), config.data_format);
  },
});

/**
 * Row and column in the image for each pixel that is seen. The projective map is that of the moved corners back to the image's own;
 * because a corner moves by a share of its place, the first stays and the two beside it stay on their sides, and the map has the
 * form (p·column, q·row) / (s·column + t·row + 1).
 */
function placesSeen(image: Value, scale: number, step: Step): readonly [down: Value, across: Value] {
  const [batch, rows, columns] = image.shape as readonly [number, number, number];
  const moves = affine(uniform([batch, 8], step.random()), scale, -0.5 * scale);
  /** Where a corner's column or row comes to lie, [batch]. */
  const corner = (number: number, side: number): Value =>
    affine(reshape(slice(moves, 1, number, 1), [batch]), side - 1, side - 1);
  const [right, bottom] = [corner(2, columns), corner(5, rows)];
  const [farRight, farBottom] = [corner(6, columns), corner(7, rows)];
  const s = divide(affine(divide(farBottom, bottom), 1, -1), farRight);
  const t = divide(affine(divide(farRight, right), 1, -1), farBottom);
  const p = affine(add(s, unary("reciprocal", right)), columns - 1, 0);
  const q = affine(add(t, unary("reciprocal", bottom)), rows - 1, 0);

  const shape = [batch, rows, columns];
  const perImage = (numbers: Value): Value => broadcastTo(reshape(numbers, [batch, 1, 1]), shape);
  const places = (count: number, to: readonly number[]): Value =>
    broadcastTo(reshape(constants(Array.from({ length: count }, (_, i) => i)), to), shape);
  const [row, column] = [places(rows, [1, rows, 1]), places(columns, [1, 1, columns])];
  const depth = affine(add(multiply(perImage(s), column), multiply(perImage(t), row)), 1, 1);
  return [divide(multiply(perImage(q), row), depth), divide(multiply(perImage(p), column), depth)];
}

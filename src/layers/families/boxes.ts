/** Random rectangles of images. */
import { add, affine, greater, multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { scale } from "../../ops/unary";
import type { Step } from "../layer";
import { drawn, everywhere } from "./augmentation";

/**
 * 1 at the places along an axis [batch, rows, columns, channels] that lie in a stretch of each image, which begins at random and has
 * a length that is this share of the side [batch].
 */
export function stretch(image: Value, axis: 1 | 2, share: Value, step: Step): Value {
  const [batch, size] = [image.shape[0]!, image.shape[axis]!];
  const length = scale(share, size);
  const start = multiply(drawn(batch, 0, 1, step), affine(length, -1, size));
  const to = [1, axis === 1 ? size : 1, axis === 2 ? size : 1, 1];
  const places = broadcastTo(reshape(constants(Array.from({ length: size }, (_, i) => i)), to), image.shape);
  const before = greater(everywhere(start, image), places);
  return multiply(affine(before, -1, 1), greater(everywhere(add(start, length), image), places));
}

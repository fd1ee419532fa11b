import { affine, multiply, add } from "../ops/binary";
import { gatherRows } from "../ops/gather";
import { constant, sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { augmentation, everywhere, seed } from "./families/augmentation";
import { betaOf, shuffled } from "./families/draws";
import { dataFormat } from "./families/spatial";
import { float } from "./param";

export const mixUp = augmentation({
  type: "MixUp",
  docs: "Mixes pairs of images (Zhang et al. 2018). As a layer of a model it leaves labels as they are.",
  params: {
    alpha: float("Spread of the weights.", { default: 0.2 }),
    data_format: dataFormat(),
    seed,
  },
  change(x, { alpha }, step) {
    const batch = x.shape[0]!;
    const order = shuffled(batch, step);
    const weight = everywhere(betaOf(constant(alpha, [batch]), step), x);
    const images = reshape(x, [batch, sizeOf(x.shape) / batch]);
    const others = reshape(gatherRows(images, order), x.shape);
    return add(multiply(weight, x), multiply(affine(weight, -1, 1), others));
  },
});

import { affine, multiply } from "../ops/binary";
import { gatherRows } from "../ops/gather";
import { sizeOf } from "../ops/op";
import { fill } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { unary } from "../ops/unary";
import { augmentation, drawn, rangeOf, seed } from "./families/augmentation";
import { stretch } from "./families/boxes";
import { betaOf, shuffled } from "./families/draws";
import { select } from "./families/select";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor } from "./param";

export const cutMix = augmentation({
  type: "CutMix",
  docs: "Puts a part of one image into another (Yun et al. 2019). As a layer of a model it leaves labels as they are.",
  params: {
    factor: factor("Spread of the sizes.", 1),
    seed,
    data_format: dataFormat(),
  },
  change(x, { factor, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const batch = image.shape[0]!;
    const spread = affine(drawn(1, ...rangeOf(factor, 0), step), 1, 1e-6);
    const kept = betaOf(fill(spread, [batch]), step);
    const share = unary("sqrt", affine(kept, -1, 1));
    const inside = multiply(stretch(image, 2, share, step), stretch(image, 1, share, step));
    const images = reshape(image, [batch, sizeOf(image.shape) / batch]);
    const others = reshape(gatherRows(images, shuffled(batch, step)), image.shape);
    return fromChannelsLast(select(inside, others, image), data_format);
  },
});

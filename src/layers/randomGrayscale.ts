import { greater } from "../ops/binary";
import { constant } from "../ops/op";
import { augmentation, perImage, seed, select } from "./families/augmentation";
import { grey } from "./families/colours";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { float } from "./param";

export const randomGrayscale = augmentation({
  type: "RandomGrayscale",
  docs: "Takes the colour out of random images.",
  params: {
    factor: float("Share of the images.", { min: 0, max: 1, default: 0.5 }),
    data_format: dataFormat(),
    seed,
  },
  colours: true,
  change(x, { factor, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const these = greater(constant(factor, image.shape), perImage(image, 0, 1, step));
    return fromChannelsLast(select(these, grey(image), image), data_format);
  },
});

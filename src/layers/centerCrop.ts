import { croppedToMiddle, proportions, resized, sizedShape } from "./families/sized";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { defineLayer, noWeights } from "./layer";
import { size } from "./param";

export const centerCrop = defineLayer({
  type: "CenterCrop",
  docs: "Cuts the middle out of images; those that are too small are enlarged first.",
  params: {
    height: size("Height of the output."),
    width: size("Width of the output."),
    data_format: dataFormat(),
  },
  arity: "one",
  traits: () => ["keeps-channels", "passes-shift", "passes-scale"],
  shape: ([x], config) => sizedShape(x, config),
  weights: noWeights,
  lower([x], config) {
    const [height, width] = [config.height as number, config.width as number];
    const image = toChannelsLast(x, config.data_format);
    const fits = image.shape[1]! >= height && image.shape[2]! >= width;
    const y = fits
      ? croppedToMiddle(image, height, width)
      : resized(croppedToMiddle(image, ...proportions(image, height, width).cut), height, width, "bilinear");
    return fromChannelsLast(y, config.data_format);
  },
});

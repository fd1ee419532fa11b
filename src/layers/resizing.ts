import { pad } from "../ops/alongAxis";
import { croppedToMiddle, proportions, resized, sizedShape } from "./families/sized";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { defineLayer, noWeights, ShapeError, Unsupported } from "./layer";
import { bool, choice, float, size } from "./param";

export const resizing = defineLayer({
  type: "Resizing",
  docs: "Brings images to `height` × `width`.",
  params: {
    height: size("Height of the output."),
    width: size("Width of the output."),
    interpolation: choice(
      "How values between pixels are made.",
      ["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"],
      "bilinear",
    ),
    crop_to_aspect_ratio: bool("Cut off what does not fit the proportions instead of squeezing.", false, false),
    pad_to_aspect_ratio: bool("Add margins instead of squeezing.", false, false),
    fill_mode: choice("What the margins are made of.", ["constant"], "constant"),
    fill_value: float("The value of the margins.", { default: 0 }),
    antialias: bool("Smooth before making smaller.", false, false),
    data_format: dataFormat(),
  },
  arity: "one",
  traits: () => ["keeps-channels", "passes-shift", "passes-scale"],
  shape: ([x], config) =>
    config.crop_to_aspect_ratio && config.pad_to_aspect_ratio
      ? new ShapeError("cannot both crop and pad to the proportions")
      : sizedShape(x, config),
  weights: noWeights,
  lower([x], config) {
    const [height, width] = [config.height as number, config.width as number];
    let image = toChannelsLast(x, config.data_format);
    const { cut, whole } = proportions(image, height, width);
    if (config.crop_to_aspect_ratio) image = croppedToMiddle(image, ...cut);
    if (config.pad_to_aspect_ratio) {
      if (config.fill_value !== 0)
        return new Unsupported("margins with a fill_value other than 0 are not in the engine");
      image = whole.reduce((value, to, i) => {
        const more = to - value.shape[i + 1]!;
        return more === 0 ? value : pad(value, i + 1, Math.floor(more / 2), Math.ceil(more / 2));
      }, image);
    }
    return fromChannelsLast(resized(image, height, width, config.interpolation, config.antialias), config.data_format);
  },
});

import type { Value } from "../ops/op";
import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { Unsupported, type AnyLayer } from "./layer";
import { factor, floats, optional } from "./param";
import { randomBrightness } from "./randomBrightness";
import { randomContrast } from "./randomContrast";
import { randomHue } from "./randomHue";
import { randomSaturation } from "./randomSaturation";

export const randomColorJitter = augmentation({
  type: "RandomColorJitter",
  docs: "Changes brightness, contrast, saturation and hue at random.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    brightness_factor: optional(factor("Range of the brightness.")),
    contrast_factor: optional(factor("Range of the contrast.")),
    saturation_factor: optional(factor("Range of the saturation.")),
    hue_factor: optional(factor("Range of the hue.")),
    seed,
    data_format: dataFormat(),
  },
  change(x, config, step) {
    const parts: readonly (readonly [AnyLayer, number | readonly number[] | null])[] = [
      [randomBrightness, config.brightness_factor],
      [randomContrast, config.contrast_factor],
      [randomSaturation, config.saturation_factor],
      [randomHue, config.hue_factor],
    ];
    let y: Value = x;
    for (const [layer, factor] of parts) {
      if (factor === null) continue;
      const next = layer.lower([y], { ...config, factor }, {}, step);
      if (next instanceof Unsupported) return next;
      y = "op" in next ? next : next[0]!;
    }
    return y;
  },
});

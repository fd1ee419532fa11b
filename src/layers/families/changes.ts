/** The changes of images that RandAugment and AugMix choose from, in Keras's order. */
import type { Value } from "../../ops/op";
import { autoContrast } from "../autoContrast";
import { equalization } from "../equalization";
import { Unsupported, type AnyLayer, type Step } from "../layer";
import type { Literal } from "../../model/literal";
import { randomBrightness } from "../randomBrightness";
import { randomColorDegeneration } from "../randomColorDegeneration";
import { randomContrast } from "../randomContrast";
import { randomPosterization } from "../randomPosterization";
import { randomRotation } from "../randomRotation";
import { randomSharpness } from "../randomSharpness";
import { randomShear } from "../randomShear";
import { randomTranslation } from "../randomTranslation";
import { solarization } from "../solarization";
import { rangeOf } from "./augmentation";

/** What such a layer passes on to the changes. */
export interface Strength {
  readonly factor: number | readonly number[];
  readonly value_range: number | readonly number[];
  readonly interpolation: string;
  readonly data_format: string | null;
}

/** Changes the images, with the draws of this step. */
export type Change = (x: Value, step: Step) => Value;

const one =
  (layer: AnyLayer, own: (range: readonly [number, number]) => Readonly<Record<string, Literal>>) =>
  (strength: Strength): Change => {
    const preset = Object.entries(layer.params).filter(([, param]) => param.default !== undefined);
    const defaults = Object.fromEntries(preset.map(([name, param]) => [name, param.parse(param.default!) as unknown]));
    const given = Object.entries({ ...strength, ...own(rangeOf(strength.factor, 0)) });
    const fitting = Object.fromEntries(given.filter(([name]) => Object.hasOwn(layer.params, name)));
    return (x, step) => {
      const y = layer.lower([x], { ...defaults, ...fitting }, {}, step);
      if (y instanceof Unsupported) throw new Error(`${layer.type}: ${y.reason}`);
      return "op" in y ? y : y[0]!;
    };
  };
const bits = ([, high]: readonly [number, number]) => ({ factor: Math.max(1, Math.floor(8 * high)) });

export const changes = {
  shear: one(randomShear, (range) => ({ x_factor: range, y_factor: range })),
  translation: one(randomTranslation, (range) => ({ height_factor: range, width_factor: range })),
  rotation: one(randomRotation, (range) => ({ factor: range })),
  brightness: one(randomBrightness, (range) => ({ factor: range })),
  colorDegeneration: one(randomColorDegeneration, (range) => ({ factor: range })),
  contrast: one(randomContrast, (range) => ({ factor: range })),
  sharpness: one(randomSharpness, (range) => ({ factor: range })),
  posterization: one(randomPosterization, bits),
  solarization: one(solarization, (range) => ({ addition_factor: range, threshold_factor: range })),
  autoContrast: one(autoContrast, () => ({})),
  equalization: one(equalization, () => ({})),
} as const;
export type ChangeName = keyof typeof changes;

/** A step that gives the same draws whenever it is asked from the beginning again. */
export function repeatable(step: Step): () => Step {
  const drawn: ReturnType<Step["random"]>[] = [];
  return () => {
    let next = 0;
    return { ...step, random: () => (drawn[next++] ??= step.random()) };
  };
}

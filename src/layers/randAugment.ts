import { equal } from "../ops/binary";
import { slice } from "../ops/concatenate";
import { constant, type Value } from "../ops/op";
import { fill } from "../ops/reduce";
import { scale, unary } from "../ops/unary";
import { uniform } from "../ops/uniform";
import { augmentation, seed } from "./families/augmentation";
import { changes, repeatable, type ChangeName } from "./families/changes";
import { select } from "./families/select";
import { dataFormat } from "./families/spatial";
import { choice, factor, floats, int } from "./param";

/** In Keras's order: a random number counts in it. */
const names = [
  "shear",
  "translation",
  "rotation",
  "brightness",
  "colorDegeneration",
  "contrast",
  "sharpness",
  "posterization",
  "solarization",
  "autoContrast",
  "equalization",
] as const satisfies readonly ChangeName[];

export const randAugment = augmentation({
  type: "RandAugment",
  docs: "A number of random changes of a batch, one after the other (Cubuk et al. 2020).",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    num_ops: int("Number of changes.", { min: 1, default: 2 }),
    factor: factor("Strength of the changes.", 0.5),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    data_format: dataFormat(),
  },
  colours: true,
  change(x, config, step) {
    const numbers = unary("floor", scale(uniform([config.num_ops], step.random()), names.length));
    // a change that comes twice is the same one twice
    const all = names.map((name) => ({ change: changes[name](config), again: repeatable(step) }));
    let y: Value = x;
    for (let i = 0; i < config.num_ops; i++) {
      const number = slice(numbers, 0, i, 1);
      const before = y;
      all.forEach(({ change, again }, index) => {
        const isThis = fill(equal(number, constant(index, [1])), x.shape);
        y = select(isThis, change(before, again()), y);
      });
    }
    return y;
  },
});

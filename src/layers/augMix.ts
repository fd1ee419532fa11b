import { add, affine, multiply } from "../ops/binary";
import { slice } from "../ops/concatenate";
import { constant, type Value } from "../ops/op";
import { fill } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { softmax } from "../ops/softmax";
import { unary } from "../ops/unary";
import { drawnOnce } from "../ops/uniform";
import { augmentation, seed, towards, valuesOf } from "./families/augmentation";
import { changes, type ChangeName } from "./families/changes";
import { betaOf, logOfGamma } from "./families/draws";
import { dataFormat } from "./families/spatial";
import { bool, choice, factor, float, floats, int } from "./param";

/** In Keras's order; one number more stands for no change. */
const moving = [
  "shear",
  "translation",
  "rotation",
  "posterization",
  "solarization",
  "autoContrast",
  "equalization",
] as const satisfies readonly ChangeName[];
const colouring = ["brightness", "colorDegeneration", "contrast", "sharpness"] as const satisfies readonly ChangeName[];

export const augMix = augmentation({
  type: "AugMix",
  docs: "Mixes several chains of random changes of an image with the image (Hendrycks et al. 2020). Which changes these are is drawn once, as in Keras's `fit`; how strong they are, at each step.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    num_chains: int("Number of chains.", { min: 1, default: 3 }),
    chain_depth: int("Changes in each chain.", { min: 1, default: 3 }),
    factor: factor("Strength of the changes.", 0.3),
    alpha: float("Spread of the weights of the mixture.", { default: 1 }),
    all_ops: bool("Also change brightness, colour, contrast and sharpness.", true, false),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    data_format: dataFormat(),
  },
  colours: true,
  change(x, config, step) {
    const { num_chains, chain_depth, alpha, all_ops } = config;
    const names: readonly ChangeName[] = all_ops ? [...moving, ...colouring] : moving;
    const chosen = drawnOnce(num_chains * chain_depth, step.random()).map(
      (number) => names[Math.floor(number * (names.length + 1))],
    );
    const weights = softmax(reshape(logOfGamma(constant(alpha, [num_chains]), step), [1, num_chains]));
    const kept = fill(betaOf(constant(alpha, [1]), step), x.shape);
    let mixed: Value = constant(0, x.shape);
    for (let chain = 0; chain < num_chains; chain++) {
      const these = chosen.slice(chain * chain_depth, (chain + 1) * chain_depth);
      const changed = these.reduce((y: Value, name) => (name ? changes[name](config)(y, step) : y), x);
      mixed = add(mixed, multiply(changed, fill(reshape(slice(weights, 1, chain, 1), [1]), x.shape)));
    }
    return unary("clip", towards(x, mixed, affine(kept, -1, 1)), ...valuesOf(config.value_range));
  },
});

import { float } from "../../layers/param";
import { add, affine, divide } from "../../ops/binary";
import { scale } from "../../ops/unary";
import { defineLoss } from "./loss";
import { overlap } from "./overlap";
import { EPSILON } from "./probability";

export const tversky = defineLoss({
  name: "Tversky",
  functions: ["tversky"],
  docs: "For masks: as Dice, with weights for what is predicted wrongly and what is missed.",
  params: {
    alpha: float("Weight of what is predicted and not there.", { min: 0, default: 0.5 }),
    beta: float("Weight of what is there and not predicted.", { min: 0, default: 0.5 }),
  },
  targets: "binary",
  lower(target, { value }, { alpha, beta }) {
    const { both, onlyPredicted, onlyTrue } = overlap(target, value);
    const all = add(add(both, scale(onlyPredicted, alpha)), scale(onlyTrue, beta));
    return affine(divide(both, affine(all, 1, EPSILON)), -1, 1);
  },
});

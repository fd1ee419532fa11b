import { affine, multiply, subtract } from "../../ops/binary";
import { globalMaxPool } from "../../ops/globalPool";
import { sumColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";

export const categoricalHinge = defineLoss({
  name: "CategoricalHinge",
  functions: ["categorical_hinge"],
  docs: "For one of several classes: how far the best wrong answer comes within 1 of the right one.",
  params: {},
  targets: "one-hot",
  lower(target, { value }) {
    const [rows, classes] = value.shape as readonly [number, number];
    const right = sumColumns(multiply(target, value));
    const wrong = multiply(affine(target, -1, 1), value);
    const best = reshape(globalMaxPool(reshape(wrong, [rows, classes, 1])), [rows]);
    return unary("relu", affine(subtract(best, right), 1, 1));
  },
});

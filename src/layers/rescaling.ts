import { addBias } from "../ops/addBias";
import { affine, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { defineLayer, noWeights, ShapeError } from "./layer";
import { floats } from "./param";

export const rescaling = defineLayer({
  type: "Rescaling",
  docs: "`x · scale + offset`: brings raw values into a range that trains well, such as 0..255 into 0..1.",
  params: {
    scale: floats("Factor."),
    offset: floats("Added after the factor.", 0),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["rescales"],
  shape([x], { scale, offset }) {
    const channels = x[x.length - 1];
    for (const list of [scale, offset])
      if (typeof list !== "number" && typeof channels === "number" && list.length !== channels && list.length !== 1)
        return new ShapeError(`has ${list.length} factors, but its input has ${channels} channels`);
    return x;
  },
  weights: noWeights,
  lower([x], { scale, offset }) {
    if (typeof scale === "number" && typeof offset === "number") return affine(x, scale, offset);
    const factors = reshape(perChannel(scale, x), [...x.shape.slice(1).map(() => 1), x.shape[x.shape.length - 1]!]);
    return addBias(multiply(x, broadcastTo(factors, x.shape)), perChannel(offset, x));
  },
});

/** One number for each channel. */
function perChannel(list: number | readonly number[], x: Value): Value {
  const channels = x.shape[x.shape.length - 1]!;
  const one = typeof list === "number" ? list : list.length === 1 ? list[0]! : undefined;
  return constants(one === undefined ? (list as readonly number[]) : Array<number>(channels).fill(one));
}

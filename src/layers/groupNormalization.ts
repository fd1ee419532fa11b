import type { Dim, Shape } from "../model/shape";
import { sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import {
  byRows,
  centerAndScaleParams,
  centerAndScaleWeights,
  scaleAndShift,
  standardizeRows,
} from "./families/normalization";
import { defineLayer, ShapeError } from "./layer";
import { int } from "./param";

const channelsOf = (x: Shape, axis: number): Dim | undefined => x[axis < 0 ? axis + x.length : axis];

export const groupNormalization = defineLayer({
  type: "GroupNormalization",
  docs: "Brings each group of channels of each sample to mean 0 and variance 1, then applies a learned factor and offset to each channel (Wu & He 2018). It works with the smallest batches.",
  params: {
    groups: int("Number of groups; -1 makes one of each channel (instance normalization), 1 one of all.", {
      min: -1,
      default: 32,
    }),
    axis: int("The channel axis.", { default: -1 }),
    ...centerAndScaleParams(1e-3),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["normalizes"],
  shape([x], { axis, groups }) {
    const channels = channelsOf(x, axis);
    if (channels === undefined) return new ShapeError(`has axis ${axis}, but its input has ${x.length} axes`);
    if (channels === null) return new ShapeError(`needs to know the size of its input's axis ${axis}`);
    if (groups === 0) return new ShapeError("needs at least one group");
    if (typeof channels === "number" && groups > 0 && channels % groups !== 0)
      return new ShapeError(`has ${groups} groups, which do not divide the input's ${channels} channels`);
    return x;
  },
  weights: ([x], config) => centerAndScaleWeights([channelsOf(x, config.axis)!], config),
  lower([x], { axis, groups, epsilon }, { gamma, beta }) {
    const at = axis < 0 ? axis + x.shape.length : axis;
    return byRows(x, [at], (rows) => {
      const channels = rows.shape[1]!;
      const count = groups === -1 ? channels : groups;
      const [batch, places] = [x.shape[0]!, sizeOf(x.shape) / x.shape[0]! / channels];
      const grouped = transpose(reshape(rows, [batch, places, count, channels / count]), [0, 2, 1, 3]);
      const normal = standardizeRows(reshape(grouped, [batch * count, sizeOf(grouped.shape.slice(2))]), epsilon);
      const back = transpose(reshape(normal, grouped.shape), [0, 2, 1, 3]);
      return scaleAndShift(reshape(back, rows.shape), gamma, beta);
    });
  },
});

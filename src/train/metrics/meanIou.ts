import { int } from "../../layers/param";
import { multiply } from "../../ops/binary";
import { oneHot } from "../../ops/crossEntropy";
import { matmulOfTransposed } from "../../ops/matmul";
import { sizeOf, type Value } from "../../ops/op";
import { repeatColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { defineMetric } from "./metric";

export const meanIou = defineMetric({
  name: "MeanIoU",
  label: "mean_io_u",
  better: "up",
  functions: [],
  params: { num_classes: int("How many classes there are.", { min: 1 }) },
  target: "columns",
  /** How often each class was predicted where each was true. */
  sums(target, prediction, counts, { num_classes }) {
    const [rows, columns] = prediction.shape as readonly [number, number];
    const classes = (x: Value): Value => oneHot(reshape(x, [sizeOf(x.shape)]), num_classes);
    const weights = counts && reshape(repeatColumns(counts, columns), [rows * columns]);
    const truth = classes(target);
    const weighted = weights ? multiply(truth, repeatColumns(weights, num_classes)) : truth;
    return reshape(matmulOfTransposed(weighted, classes(prediction)), [num_classes ** 2]);
  },
  result(sums, { num_classes: n }) {
    const row = (i: number): number => sums.slice(i * n, (i + 1) * n).reduce((a, b) => a + b, 0);
    const column = (i: number): number => sums.reduce((sum, value, at) => (at % n === i ? sum + value : sum), 0);
    const unions = Array.from({ length: n }, (_, i) => row(i) + column(i) - sums[i * n + i]!);
    const there = [...unions.keys()].filter((i) => unions[i]! > 0);
    return there.reduce((sum, i) => sum + sums[i * n + i]! / unions[i]!, 0) / Math.max(1, there.length);
  },
});

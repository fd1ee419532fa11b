/** `keras.datasets`: the shapes of what `load_data()` gives. */
import type { Site } from "../../python/machine";
import { builtin } from "../../python/members";
import { module } from "../../python/modules/module";
import { tuple, type External, type Value } from "../../python/value";
import type { Shape } from "../../model/shape";
import { ArrayValue, BYTES, type ValueRange } from "./array";

interface Known {
  readonly train: number;
  readonly test: number;
  readonly sample: Shape;
  readonly label: Shape;
  readonly classes?: number;
  readonly range?: ValueRange;
}

const known: Readonly<Record<string, Known>> = {
  mnist: { train: 60000, test: 10000, sample: [28, 28], label: [], classes: 10, range: BYTES },
  fashion_mnist: { train: 60000, test: 10000, sample: [28, 28], label: [], classes: 10, range: BYTES },
  cifar10: { train: 50000, test: 10000, sample: [32, 32, 3], label: [1], classes: 10, range: BYTES },
  cifar100: { train: 50000, test: 10000, sample: [32, 32, 3], label: [1], classes: 100, range: BYTES },
  imdb: { train: 25000, test: 25000, sample: [], label: [], classes: 2 },
  reuters: { train: 8982, test: 2246, sample: [], label: [], classes: 46 },
  boston_housing: { train: 404, test: 102, sample: [13], label: [] },
  california_housing: { train: 16512, test: 4128, sample: [8], label: [] },
};

function loaded(name: string, { train, test, sample, label, classes, range }: Known, site: Site): Value {
  const why = { unknown: `keras.datasets.${name} is downloaded when the program runs` };
  const array = (count: number, shape: Shape, kinds?: number, values?: ValueRange): ArrayValue =>
    new ArrayValue(
      [count, ...shape],
      site.span,
      { source: why, options: {}, count, span: site.span },
      undefined,
      kinds,
      values,
    );
  return tuple([
    tuple([array(train, sample, undefined, range), array(train, label, classes)]),
    tuple([array(test, sample, undefined, range), array(test, label, classes)]),
  ]);
}

export const datasets: External = module(
  "keras.datasets",
  Object.fromEntries(
    Object.entries(known).map(([name, data]) => [
      name,
      module(`keras.datasets.${name}`, { load_data: builtin("load_data", (_, site) => loaded(name, data, site)) }),
    ]),
  ),
);

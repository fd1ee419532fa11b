/** `keras.datasets`: the shapes of what `load_data()` gives, and where it comes from. */
import type { Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { module } from "../../../python/modules/module";
import { tuple, type External, type Value } from "../../../python/value";
import type { Setting } from "../../../model/recipe";
import type { Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { ArrayValue, BYTES, type Facts, type ValueRange } from "./array";
import { toLiteral } from "../literal";
import { Lost, Step, step, type Trace } from "./trace";

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

/** Arguments that change what `load_data` gives. */
const options = [
  "num_words",
  "skip_top",
  "maxlen",
  "start_char",
  "oov_char",
  "index_from",
  "test_split",
  "seed",
  "label_mode",
  "version",
];

function loaded(
  name: string,
  { train, test, sample, label, classes, range }: Known,
  args: Arguments,
  site: Site,
): Value {
  const settings: Record<string, Setting> = { name };
  let trace: Trace | undefined;
  const { bound } = args.under(orders[name] ?? []);
  for (const option of options) {
    const given = bound.get(option)?.value;
    if (!given) continue;
    const literal = toLiteral(given);
    if (literal === null || typeof literal === "number" || typeof literal === "string") settings[option] = literal;
    else trace = new Lost(`the argument ${option} of load_data is not known`, site.span);
  }
  const whole = trace ?? new Step("keras_dataset", [], settings);
  // Long reviews may be left out, and another part may be taken for testing.
  const isUsual =
    settings["maxlen"] === undefined && settings["test_split"] === undefined && settings["version"] === undefined;
  const array = (part: string, count: number, shape: Shape, facts: Facts): ArrayValue =>
    new ArrayValue([isUsual ? count : notKnown, ...shape], site.span, {
      trace: step("pick", [whole], { name: part }),
      ...facts,
    });
  return tuple([
    tuple([array("x_train", train, sample, { range }), array("y_train", train, label, { classes })]),
    tuple([array("x_test", test, sample, { range }), array("y_test", test, label, { classes })]),
  ]);
}

const notKnown = { unknown: "how many samples these are is known only when they are read" };

/** Arguments that may stand without their names. */
const orders: Readonly<Record<string, readonly string[]>> = {
  cifar100: ["label_mode"],
  imdb: ["path", "num_words", "skip_top", "maxlen", "seed", "start_char", "oov_char", "index_from"],
  reuters: ["path", "num_words", "skip_top", "maxlen", "test_split", "seed", "start_char", "oov_char", "index_from"],
  boston_housing: ["path", "test_split", "seed"],
  california_housing: ["version", "path", "test_split", "seed"],
};

export const datasets: External = module(
  "keras.datasets",
  Object.fromEntries(
    Object.entries(known).map(([name, data]) => [
      name,
      module(`keras.datasets.${name}`, {
        load_data: builtin("load_data", (args, site) => loaded(name, data, args, site)),
      }),
    ]),
  ),
);

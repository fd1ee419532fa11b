/** scikit-learn, as far as it gives the shapes of data: its small data sets, splits, scalers. */
import type { Shape } from "../../model/shape";
import type { Arguments } from "../../python/arguments";
import { List } from "../../python/containers";
import type { Site } from "../../python/machine";
import { builtin } from "../../python/members";
import { indexOf, text, tuple, unknown, type External, type Value } from "../../python/value";
import { ArrayValue } from "./array";
import { toDim } from "./literal";
import { collection, open, outside } from "./modules/open";
import { isShape } from "./tensor";

interface Known {
  readonly count: number;
  readonly features: number;
  readonly classes?: number;
  /** The shape of one sample as an image. */
  readonly image?: Shape;
}

const known: Readonly<Record<string, Known>> = {
  load_iris: { count: 150, features: 4, classes: 3 },
  load_digits: { count: 1797, features: 64, classes: 10, image: [8, 8] },
  load_wine: { count: 178, features: 13, classes: 3 },
  load_breast_cancer: { count: 569, features: 30, classes: 2 },
  load_diabetes: { count: 442, features: 10 },
  load_boston: { count: 506, features: 13 },
  fetch_california_housing: { count: 20640, features: 8 },
};

function bunch(name: string, { count, features, classes, image }: Known, args: Arguments, site: Site): Value {
  const why = { unknown: `sklearn.datasets.${name} is read when the program runs` };
  const origin = { source: why, options: {}, count, span: site.span };
  const data = new ArrayValue([count, features], site.span, origin);
  const target = new ArrayValue([count], site.span, origin, undefined, classes);
  const both = args.named.get("return_X_y")?.value;
  if (both?.kind === "bool" && both.value) return tuple([data, target], site.span);
  const names = (length: number): Value => new List(Array.from({ length }, (_, i) => text(`${i}`)));
  const members: Readonly<Record<string, Value>> = {
    data,
    target,
    feature_names: names(features),
    ...(classes !== undefined && { target_names: names(classes) }),
    ...(image && { images: new ArrayValue([count, ...image], site.span, origin) }),
  };
  return {
    ...open(`sklearn.datasets.${name}()`, members),
    item: (index) =>
      (index.kind === "text" ? members[index.value] : undefined) ?? unknown("this is not in the data", site.span),
  };
}

/** Data that is drawn: so many samples of so many numbers. */
const drawn = (features: number, classes: number | undefined, one = features): External =>
  builtin("make", (args, { span }) => {
    const count = toDim(args.pick(0, "n_samples") ?? { kind: "int", value: 100n });
    const given = one === features ? args.pick(1, "n_features") : undefined;
    const kinds = args.named.get("n_classes")?.value ?? args.named.get("centers")?.value;
    const size = given ? toDim(given) : features;
    return tuple([
      new ArrayValue([count, size], span),
      new ArrayValue([count], span, undefined, undefined, kinds ? indexOf(kinds) : classes),
    ]);
  });

const datasets = open(
  "sklearn.datasets",
  {
    ...Object.fromEntries(
      Object.entries(known).map(([name, data]) => [name, builtin(name, (args, site) => bunch(name, data, args, site))]),
    ),
    make_circles: drawn(2, 2, 0),
    make_moons: drawn(2, 2, 0),
    make_blobs: drawn(2, 3),
    make_classification: drawn(20, 2),
    make_regression: drawn(100, undefined),
  },
  (name) => outside(`sklearn.datasets.${name}`),
);

/** `train_test_split(x, y, test_size=…)`: each in two parts. */
function split(args: Arguments, site: Site): Value {
  const part = (name: string): number | undefined => {
    const value = args.named.get(name)?.value;
    return value?.kind === "float" ? value.value : indexOf(value);
  };
  const [test, train] = [part("test_size"), part("train_size")];
  const hidden = (["test_size", "train_size"] as const).some(
    (name) => args.named.has(name) && part(name) === undefined,
  );
  const sizes = (count: number): readonly [Shape[number], Shape[number]] => {
    if (hidden) return [notKnown, notKnown];
    if (test === undefined && train !== undefined) {
      const kept = train > 1 ? train : Math.floor(train * count + 1e-9);
      return [kept, count - kept];
    }
    const share = test ?? 0.25;
    const kept = share >= 1 ? share : Math.ceil(share * count - 1e-9);
    return [count - kept, kept];
  };
  const parts = args.positional.flatMap(({ value }): readonly Value[] => {
    if (!(value instanceof ArrayValue) || !isShape(value.shape)) {
      const why = value.kind === "unknown" ? value : unknown("the shape of this data is not known", site.span);
      return [why, why];
    }
    const [count, ...rest] = value.shape;
    const each = typeof count === "number" ? sizes(count) : [count ?? null, count ?? null];
    const { origin, classes, range } = value;
    return each.map((size) => new ArrayValue([size, ...rest], site.span, origin, undefined, classes, range));
  });
  return new List(parts, site.span);
}
const notKnown = { unknown: "how many samples this is depends on what is not known" };

/** Gives other numbers of the same shape. */
const scaler = (what: string): External =>
  builtin(what, () => {
    const keep = (args: Arguments, { span }: Site): Value => {
      const value = args.positional[0]?.value;
      return value instanceof ArrayValue
        ? new ArrayValue(value.shape, span, value.origin, undefined, value.classes)
        : (value ?? unknown("what is scaled is not known", span));
    };
    const self: External = {
      kind: "external",
      what,
      attribute: (name: string, site: Site) => {
        if (name === "fit" || name === "partial_fit") return builtin(name, () => self);
        if (name === "transform" || name === "fit_transform" || name === "inverse_transform")
          return builtin(name, keep);
        return unknown(`${what}.${name} is known only at run time`, site.span);
      },
    };
    return self;
  });

const scalers = ["StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "Normalizer", "LabelEncoder"];

const preprocessing = collection("sklearn.preprocessing", scalers, (name) => scaler(`sklearn.preprocessing.${name}`));

export const sklearn = open(
  "sklearn",
  {
    datasets,
    preprocessing: {
      ...preprocessing,
      attribute: (name, site, machine) =>
        preprocessing.attribute!(name, site, machine) ?? outside(`sklearn.preprocessing.${name}`),
    },
    model_selection: open("sklearn.model_selection", { train_test_split: builtin("train_test_split", split) }, (name) =>
      outside(`sklearn.model_selection.${name}`),
    ),
  },
  (name) => outside(`sklearn.${name}`),
);

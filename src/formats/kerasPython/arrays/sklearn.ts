/** scikit-learn, as far as it gives the shapes of data: its small data sets, splits, scalers. */
import type { Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { List } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, int, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "./array";
import { toDim } from "../literal";
import { open, outside } from "../modules/open";
import { arrayOf } from "../numpy/making";
import { TableValue, traceOf } from "../pandas/table";
import { scalerClasses } from "./scalers";
import { isShape } from "../tensors/tensor";
import { Lost, nextStream, stateOf, Step, step, type Trace } from "./trace";

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
  const set = name.replace(/^(?:load|fetch)_/, "");
  const [frame, scaled, sizes] = ["as_frame", "scaled", "n_class"].map((option) => args.named.get(option)?.value);
  const lost =
    name === "load_boston"
      ? "scikit-learn no longer has load_boston; keras.datasets.boston_housing holds the same houses"
      : (scaled?.kind === "bool" && !scaled.value) || sizes
        ? `the arguments of ${name} are not followed`
        : undefined;
  const whole = lost === undefined ? new Step("sklearn_set", [], { name: set }) : new Lost(lost, site.span);
  const part = (which: string): Trace => step("pick", [whole], { name: which });
  const data = new ArrayValue([count, features], site.span, { trace: part("data") });
  const target = new ArrayValue([count], site.span, { trace: part("target"), classes });
  const columns = columnNames[set];
  const isFrame = frame?.kind === "bool" && frame.value;
  const table = new TableValue(step("to_table", [data.trace], columns ? { names: columns } : {}), columns, count);
  const inputs = isFrame ? table : data;
  const both = args.named.get("return_X_y")?.value;
  if (both?.kind === "bool" && both.value) return tuple([inputs, target], site.span);
  const names = (length: number): Value => new List(Array.from({ length }, (_, i) => text(columns?.[i] ?? `${i}`)));
  const members: Readonly<Record<string, Value>> = {
    data: inputs,
    target,
    DESCR: text(""),
    feature_names: names(features),
    ...(isFrame && {
      frame: table.next(
        step("with_column", [table.trace, target.trace], { name: targetNames[set] ?? "target" }),
        columns && [...columns, targetNames[set] ?? "target"],
        count,
      ),
    }),
    ...(classes !== undefined && { target_names: new List((classNames[set] ?? []).map((one) => text(one))) }),
    ...(image && { images: new ArrayValue([count, ...image], site.span, { trace: part("images") }) }),
  };
  return {
    ...open(`sklearn.datasets.${name}()`, members),
    item: (index) =>
      (index.kind === "text" ? members[index.value] : undefined) ?? unknown("this is not in the data", site.span),
  };
}

const targetNames: Readonly<Record<string, string>> = { california_housing: "MedHouseVal" };
const classNames: Readonly<Record<string, readonly string[]>> = {
  iris: ["setosa", "versicolor", "virginica"],
  wine: ["class_0", "class_1", "class_2"],
  breast_cancer: ["malignant", "benign"],
  digits: Array.from({ length: 10 }, (_, i) => `${i}`),
};
const measures = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity"];
const ofNucleus = [...measures, "concave points", "symmetry", "fractal dimension"];
const columnNames: Readonly<Record<string, readonly string[]>> = {
  iris: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
  diabetes: ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
  breast_cancer: ["mean $", "$ error", "worst $"].flatMap((form) => ofNucleus.map((name) => form.replace("$", name))),
  california_housing: "MedInc HouseAge AveRooms AveBedrms Population AveOccup Latitude Longitude".split(" "),
  wine: "alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols proanthocyanins color_intensity hue od280/od315_of_diluted_wines proline".split(
    " ",
  ),
};

/** Data that is drawn: so many samples of so many numbers. */
const drawn = (kind: string, features: number, classes: number | undefined, one = features): External =>
  builtin(`make_${kind}`, (args, { span }, machine) => {
    const count = toDim(args.pick(0, "n_samples") ?? { kind: "int", value: 100n });
    const given = one === features ? args.pick(1, "n_features") : undefined;
    const asked = kind === "blobs" ? args.pick(2, "centers") : args.named.get("n_classes")?.value;
    const kinds = asked?.kind === "none" ? undefined : asked;
    // Centers that are written out say how many numbers a sample has, whatever else is said.
    const centers =
      kind === "blobs" && kinds && indexOf(kinds) === undefined ? arrayOf(machine, kinds, { span }) : undefined;
    const width = centers instanceof ArrayValue && isShape(centers.shape) ? centers.shape[1] : undefined;
    const size = centers
      ? (width ?? { unknown: "how many numbers a center has is not known" })
      : given
        ? toDim(given)
        : features;
    const number = (name: string): number | undefined => {
      const value = args.named.get(name)?.value;
      return isNumeric(value) ? toNumber(value) : undefined;
    };
    const [noise, spread, factor] = [number("noise"), number("cluster_std"), number("factor")];
    const known = kinds ? indexOf(kinds) : (classes ?? 0);
    const trace =
      typeof count === "number" && typeof size === "number" && known !== undefined
        ? new Step("generated", [], {
            kind,
            count,
            features: size,
            ...(known > 0 && { classes: known }),
            ...(noise !== undefined && { noise }),
            ...(spread !== undefined && { spread }),
            ...(factor !== undefined && { factor }),
            stream: nextStream(machine),
          })
        : new Lost("how many samples are generated is not known", span);
    return tuple([
      new ArrayValue([count, size], span, { trace: step("pick", [trace], { name: "x" }) }),
      new ArrayValue([count], span, {
        trace: step("pick", [trace], { name: "y" }),
        classes: kinds ? indexOf(kinds) : classes,
      }),
    ]);
  });

const datasets = open(
  "sklearn.datasets",
  {
    ...Object.fromEntries(
      Object.entries(known).map(([name, data]) => [name, builtin(name, (args, site) => bunch(name, data, args, site))]),
    ),
    make_circles: drawn("circles", 2, 2, 0),
    make_moons: drawn("moons", 2, 2, 0),
    make_blobs: drawn("blobs", 2, 3),
    make_classification: drawn("classification", 20, 2),
    make_regression: drawn("regression", 100, undefined),
    fetch_openml: builtin("fetch_openml", (args, { span }) => {
      const name = args.pick(0, "name");
      const instead = name?.kind === "text" && /mnist/i.test(name.value) ? "keras.datasets.mnist or a file" : "a file";
      return unknown(`what fetch_openml downloads is not read; train on ${instead} instead`, span);
    }),
  },
  (name) => outside(`sklearn.datasets.${name}`),
);

/** `train_test_split(x, y, test_size=…)`: each in two parts. */
function split(args: Arguments, site: Site, machine: Machine): Value {
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
  const stream = nextStream(machine);
  const strata = args.named.get("stratify")?.value;
  const by = strata && strata.kind !== "none" ? traceOf(strata) : undefined;
  const ordered = args.named.get("shuffle")?.value;
  const settings = {
    ...(test !== undefined && { test }),
    ...(train !== undefined && { train }),
    ...(ordered?.kind === "bool" && !ordered.value && { shuffle: false }),
    ...stateOf(args.named.get("random_state")),
    stream,
  };
  const side = (trace: Trace, name: "train" | "test"): Trace =>
    hidden
      ? new Lost("how large the parts are is not known", site.span)
      : step("split", by ? [trace, by] : [trace], { ...settings, side: name });
  const parts = args.positional.flatMap(({ value: given }): readonly Value[] => {
    if (given instanceof TableValue)
      return (["train", "test"] as const).map((name) => given.next(side(given.trace, name), given.columns));
    const value = given.kind === "list" ? arrayOf(machine, given, site) : given;
    if (!(value instanceof ArrayValue)) {
      const why = value.kind === "unknown" ? value : unknown("what is split here is not followed", site.span);
      return [why, why];
    }
    return (["train", "test"] as const).map((name, i) => {
      const shape = isShape(value.shape) ? value.shape : undefined;
      const [count, ...rest] = shape ?? [];
      const size = typeof count === "number" ? sizes(count)[i]! : (count ?? null);
      return value.with(shape ? [size, ...rest] : value.shape, site, side(value.trace, name));
    });
  });
  return new List(parts, site.span);
}
const notKnown = { unknown: "how many samples this is depends on what is not known" };

/** `sklearn.utils.shuffle(x, y)`: all in the same random order. */
const shuffled = builtin("sklearn.utils.shuffle", (args, site, machine) => {
  const stream = nextStream(machine);
  const lost = args.named.has("n_samples")
    ? new Lost("a random part of the data is not followed", site.span)
    : undefined;
  const state = stateOf(args.named.get("random_state"));
  const change = (trace: Trace): Trace => lost ?? step("sample", [trace], { fraction: 1, ...state, stream });
  const parts = args.positional.map(({ value }): Value => {
    if (value instanceof TableValue)
      return value.next(change(value.trace), value.columns, lost ? undefined : value.rows);
    const array = value.kind === "list" ? arrayOf(machine, value, site) : value;
    if (array instanceof ArrayValue) return array.with(array.shape, site, change(array.trace));
    return array.kind === "unknown" ? array : unknown("what is put in a random order here is not followed", site.span);
  });
  return parts.length === 1 ? parts[0]! : new List(parts, site.span);
});

/** `KFold(5).split(x, y)`: the places of the samples to train on and to test with, for each fold. */
const folding = (name: string): External =>
  builtin(`sklearn.model_selection.${name}`, (args, { span }, machine): External => {
    const { bound } = args.under(["n_splits", "shuffle", "random_state"]);
    const wanted = bound.get("n_splits")?.value;
    const folds = wanted ? indexOf(wanted) : 5;
    const mixed = bound.get("shuffle")?.value;
    const isMixed = mixed?.kind === "bool" && mixed.value;
    const settings = {
      folds: folds ?? 0,
      ...(isMixed && { ...stateOf(bound.get("random_state")), stream: nextStream(machine) }),
    };
    const places = builtin("split", (given, site, at) => {
      const values = given.under(["X", "y"]).bound;
      const [x, y] = ["X", "y"].map((one) => {
        const value = values.get(one)?.value;
        return value instanceof TableValue ? value.trace : value && traceOf(arrayOf(at, value, site));
      });
      if (folds === undefined || folds < 2 || folds > 100 || !x) return unknown("these folds are not followed", span);
      const of = name === "KFold" ? [x] : [x, y ?? new Lost("what the folds are made by is not known", span)];
      const side = (fold: number, which: "train" | "test"): Value =>
        new ArrayValue([null], site.span, { trace: step("fold", of, { ...settings, fold, side: which }) });
      return new List(
        Array.from({ length: folds }, (_, fold) => tuple([side(fold, "train"), side(fold, "test")])),
        site.span,
      );
    });
    return open(name, {
      split: places,
      get_n_splits: builtin("get_n_splits", () => (folds === undefined ? unknown("", span) : int(folds))),
      n_splits: folds === undefined ? unknown("how many folds there are is not known", span) : int(folds),
    });
  });

export const sklearn = open(
  "sklearn",
  {
    datasets,
    preprocessing: open("sklearn.preprocessing", scalerClasses, (name) => outside(`sklearn.preprocessing.${name}`)),
    utils: open("sklearn.utils", { shuffle: shuffled }, (name) => outside(`sklearn.utils.${name}`)),
    model_selection: open(
      "sklearn.model_selection",
      {
        train_test_split: builtin("train_test_split", split),
        KFold: folding("KFold"),
        StratifiedKFold: folding("StratifiedKFold"),
      },
      (name) => outside(`sklearn.model_selection.${name}`),
    ),
  },
  (name) => outside(`sklearn.${name}`),
);

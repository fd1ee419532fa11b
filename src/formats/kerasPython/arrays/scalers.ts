/** Scalers and encoders of scikit-learn: fitted on some data, they change these or others. */
import type { Setting, Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { unknown, type External, type Value } from "../../../python/value";
import type { Dim } from "../../../model/shape";
import { ArrayValue } from "./array";
import { Fitted } from "./fitted";
import { toLiteral } from "../literal";
import { arrayOf } from "../numpy/making";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, step } from "./trace";

/** What a class of them makes of an array. */
interface Change {
  readonly does: string;
  readonly settings: (args: Arguments) => Settings | Lost;
  readonly shape: (shape: KnownShape, classes: number | undefined) => KnownShape;
}

const notCounted: Dim = { unknown: "how many different values there are is known only at run time" };
const same = (shape: KnownShape): KnownShape => shape;
const plain = (kind: string) => (): Settings => ({ kind });
const oneHot = (shape: KnownShape, classes?: number): KnownShape =>
  isShape(shape) ? [shape[0] ?? null, classes === undefined ? notCounted : classes === 2 ? 1 : classes] : shape;

const changes: Readonly<Record<string, Change>> = {
  StandardScaler: { does: "scale", settings: plain("standard"), shape: same },
  MinMaxScaler: {
    does: "scale",
    settings: (args) => {
      const range = args.pick(0, "feature_range");
      const literal = range && toLiteral(range);
      if (literal === undefined) return { kind: "min-max" };
      const known = Array.isArray(literal) && literal.every((one) => typeof one === "number");
      return known
        ? { kind: "min-max", range: literal as unknown as Setting }
        : new Lost("the range of MinMaxScaler is not known");
    },
    shape: same,
  },
  MaxAbsScaler: { does: "scale", settings: plain("max-abs"), shape: same },
  RobustScaler: { does: "scale", settings: plain("robust"), shape: same },
  Normalizer: { does: "normalize_rows", settings: plain("l2"), shape: same },
  LabelEncoder: { does: "label_encode", settings: () => ({}), shape: same },
  LabelBinarizer: { does: "label_binarize", settings: () => ({}), shape: oneHot },
  OneHotEncoder: {
    does: "one_hot_columns",
    settings: (args) => (args.named.has("drop") ? { dropFirst: true } : {}),
    shape: (shape) => (isShape(shape) ? [shape[0] ?? null, notCounted] : shape),
  },
};

/** One that has been made. */
class Scaler extends Fitted implements External {
  readonly kind = "external";

  constructor(
    readonly what: string,
    private readonly change: Change,
    private readonly settings: Settings | Lost,
  ) {
    super();
  }

  attribute(name: string, site: Site): Value | undefined {
    if (name === "fit" || name === "partial_fit")
      return builtin(name, (args, at, machine) => {
        this.fit(this.given(args, at, machine), machine);
        return this;
      });
    if (name === "fit_transform")
      return builtin(name, (args, at, machine) => {
        const array = this.given(args, at, machine);
        this.fit(array, machine);
        return this.changed(array, at, false);
      });
    if (name === "transform")
      return builtin(name, (args, at, machine) => this.changed(this.given(args, at, machine), at, false));
    if (name === "inverse_transform")
      return builtin(name, (args, at, machine) => this.changed(this.given(args, at, machine), at, true));
    return unknown(`${this.what}.${name} is known only at run time`, site.span);
  }

  private given(args: Arguments, site: Site, machine: Machine): Value {
    return arrayOf(machine, args.positional[0]?.value ?? unknown("what is scaled is not known", site.span), site);
  }

  private changed(value: Value, { span }: Site, inverse: boolean): Value {
    if (!(value instanceof ArrayValue)) return value;
    const { does, shape } = this.change;
    const { settings } = this;
    const on = this.on ?? new Lost(`${this.what} has not been fitted`, span);
    const lost =
      settings instanceof Lost
        ? settings
        : inverse && does !== "scale"
          ? new Lost("the inverse of this is not followed", span)
          : undefined;
    const trace =
      lost ?? step(does, [value.trace, on], { ...(settings as Settings), ...(inverse && { inverse: true }) });
    const made = shape(value.shape, value.classes);
    return new ArrayValue(made, span, { trace, classes: value.classes });
  }
}

export const scalerClasses: Readonly<Record<string, Value>> = Object.fromEntries(
  Object.entries(changes).map(([name, change]) => [
    name,
    builtin(
      `sklearn.preprocessing.${name}`,
      (args) => new Scaler(`sklearn.preprocessing.${name}`, change, change.settings(args)),
    ),
  ]),
);

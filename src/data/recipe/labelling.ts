/** Labels: class numbers, and rows of zeros and a one. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { elementType, isSet, wholeIn, type Operation } from "./operation";
import { asNumbers, asRows, numbers, room, texts, type Column, type Value } from "./value";

/** `to_categorical`: a last axis of 1 is dropped, as Keras does. */
const oneHot: Operation = {
  name: "one_hot",
  run({ of: [value], settings }) {
    const labels = asNumbers(value, "to_categorical");
    const squeezed = isSet(settings, "squeeze") && labels.shape.length > 1 && labels.shape.at(-1) === 1;
    const shape = squeezed ? labels.shape.slice(0, -1) : labels.shape;
    let [least, largest] = [0, -1];
    for (const label of labels.data) [least, largest] = [Math.min(least, label), Math.max(largest, label)];
    const classes = wholeIn(settings, "classes") ?? largest + 1;
    const lenient = isSet(settings, "lenient");
    if ((largest >= classes || least < 0) && !lenient)
      throw new Trouble(`The labels go from ${least} to ${largest}, and there are to be ${classes} classes.`);
    const out = room(elementType(typeof settings["type"] === "string" ? settings["type"] : "") ?? "float64", [
      ...shape,
      classes,
    ]);
    for (let i = 0; i < labels.data.length; i++) {
      const label = Math.trunc(labels.data[i]!);
      if (label >= 0 && label < classes) out.data[i * classes + label] = 1;
    }
    return out;
  },
};

/** The different values of what an encoder was fitted on, sorted. */
function classesOf(value: Value | undefined): readonly (string | number)[] {
  const rows = asRows(value, "the classes");
  if (rows.kind === "lists") throw new Trouble("Lists cannot be labels.");
  const different = new Set<string | number>();
  for (const one of rows.data as Iterable<string | number | null>) different.add(one ?? "nan");
  return [...different].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function encoded(
  value: Value | undefined,
  fitted: Value | undefined,
): { places: Float64Array; classes: number; shape: readonly number[] } {
  const classes = classesOf(fitted ?? value);
  const numbersOf = new Map(classes.map((one, i) => [one, i]));
  const rows = asRows(value, "labels");
  const places = Float64Array.from(rows.data as Iterable<string | number | null>, (one) => {
    const place = numbersOf.get(one ?? "nan");
    if (place === undefined)
      throw new Trouble(`The label “${String(one)}” is not among those that the encoder was fitted on.`);
    return place;
  });
  return { places, classes: classes.length, shape: rows.shape };
}

/** Of the labels and those that it was fitted on. */
const labelEncode: Operation = {
  name: "label_encode",
  run({ of: [value, fitted] }) {
    const { places, shape } = encoded(value, fitted);
    return numbers("int64", [product(shape)], places);
  },
};

/** `LabelBinarizer`: a column for each class, or one for two. */
const labelBinarize: Operation = {
  name: "label_binarize",
  run({ of: [value, fitted] }) {
    const { places, classes } = encoded(value, fitted);
    if (classes === 2) return numbers("int64", [places.length, 1], places);
    const out = room("int64", [places.length, classes]);
    for (const [i, place] of places.entries()) out.data[i * classes + place] = 1;
    return out;
  },
};

/** The different values, sorted: `np.unique`. */
const unique: Operation = {
  name: "unique",
  run({ of: [value] }) {
    const classes = classesOf(value);
    if (classes.some((one) => typeof one === "string")) return texts([classes.length], classes.map(String));
    return numbers(asNumbers(value, "unique").type, [classes.length], Float64Array.from(classes as readonly number[]));
  },
};

/** `OneHotEncoder`: for each column of texts or numbers as many as it has different values. */
const oneHotColumns: Operation = {
  name: "one_hot_columns",
  run({ of: [value, fitted], settings }) {
    const columns = columnsOf(value);
    const models = columnsOf(fitted ?? value);
    const skip = isSet(settings, "dropFirst") ? 1 : 0;
    const parts = columns.map((column, i) => encoded(column, models[i]));
    const width = parts.reduce((sum, { classes }) => sum + classes - skip, 0);
    const rows = parts[0]?.places.length ?? 0;
    const out = room("float64", [rows, width]);
    let before = 0;
    for (const { places, classes } of parts) {
      for (const [row, place] of places.entries()) if (place >= skip) out.data[row * width + before + place - skip] = 1;
      before += classes - skip;
    }
    return out;
  },
};

function columnsOf(value: Value | undefined): readonly Column[] {
  if (value?.kind === "table") return value.columns;
  const rows = asRows(value, "columns");
  if (rows.kind === "lists") throw new Trouble("Lists are no columns.");
  if (rows.shape.length === 1) return [rows];
  const [count = 0, width = 1] = rows.shape;
  return Array.from({ length: width }, (_, column) => {
    const places = Array.from({ length: count }, (_unused, row) => row * width + column);
    if (rows.kind === "texts")
      return texts(
        [count],
        places.map((at) => rows.data[at]!),
      );
    return numbers(
      rows.type,
      [count],
      Float64Array.from(places, (at) => rows.data[at]!),
    );
  });
}

export const labelling: readonly Operation[] = [oneHot, labelEncode, labelBinarize, unique, oneHotColumns];

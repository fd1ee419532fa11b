/** Arrays from nothing: constants, rows of numbers, random numbers. */
import { mixKeys, RandomStream } from "../../base/random";
import { Trouble } from "../../base/trouble";
import type { Settings } from "../../model/recipe";
import { elementType, listIn, numberIn, textIn, wholeIn, wholesIn, type Given, type Operation } from "./operation";
import { asNumbers, numbers, room, texts, type Numbers } from "./value";

const typeIn = (settings: Settings, preset: Numbers["type"]): Numbers["type"] =>
  (typeof settings["type"] === "string" ? elementType(settings["type"]) : undefined) ?? preset;

/** Numbers or texts that stand in the program. */
const constant: Operation = {
  name: "constant",
  run({ settings }) {
    const shape = wholesIn(settings, "shape") ?? [];
    const values = listIn(settings, "values") ?? [];
    if (values.some((value) => typeof value === "string" && !["inf", "-inf", "nan"].includes(value)))
      return texts(shape, values.map(String));
    const out = room(typeIn(settings, "float64"), shape);
    for (const [i, value] of values.entries()) out.data[i] = numberIn({ value }, "value") ?? NaN;
    return out;
  },
};

/** All the same number. A shape may be that of another array. */
const full: Operation = {
  name: "full",
  run({ of, settings }) {
    const sizes = listIn(settings, "shape");
    const isLater = sizes?.includes("of") === true;
    const array = !isLater && of[0] ? asNumbers(of[0], "an array like another") : undefined;
    const computed = [...of];
    const later = isLater
      ? sizes.map((size) => (size === "of" ? (asNumbers(computed.shift(), "a size").data[0] ?? 0) : Number(size)))
      : undefined;
    const shape = later ?? array?.shape ?? wholesIn(settings, "shape") ?? [];
    if (shape.some((size) => !Number.isInteger(size) || size < 0))
      throw new Trouble(`No array can have the shape (${shape.join(", ")}).`);
    const out = room(typeIn(settings, array?.type ?? "float64"), shape);
    out.data.fill(numberIn(settings, "value") ?? 0);
    return out;
  },
};

const arange: Operation = {
  name: "arange",
  run({ of, settings }) {
    // A bound may be computed: `range(len(x) - 60)`.
    const computed = [...of];
    const bound = (name: string): number | undefined =>
      settings[name] === "of" ? asNumbers(computed.shift(), "a range").data[0] : numberIn(settings, name);
    const [start = 0, stop = 0, step = 1] = [bound("start"), bound("stop"), bound("step")];
    const count = Math.max(0, Math.ceil((stop - start) / step));
    const out = room(typeIn(settings, "float64"), [count]);
    for (let i = 0; i < count; i++) out.data[i] = start + i * step;
    return out;
  },
};

const linspace: Operation = {
  name: "linspace",
  run({ settings }) {
    const [start, stop, count] = [
      numberIn(settings, "start") ?? 0,
      numberIn(settings, "stop") ?? 1,
      wholeIn(settings, "count") ?? 50,
    ];
    const steps = settings["endpoint"] === false ? count : count - 1;
    const out = room(typeIn(settings, "float64"), [count]);
    for (let i = 0; i < count; i++) out.data[i] = steps > 0 ? start + ((stop - start) / steps) * i : start;
    if (settings["endpoint"] !== false && count > 1) out.data[count - 1] = stop;
    return out;
  },
};

const eye: Operation = {
  name: "eye",
  run({ settings }) {
    const size = wholeIn(settings, "size") ?? 1;
    const out = room(typeIn(settings, "float64"), [size, size]);
    for (let i = 0; i < size; i++) out.data[i * size + i] = 1;
    return out;
  },
};

/** Sets this use of random numbers apart from others with the same seed. */
const DATA = 0x0da7a;

/** A stream for each place of the program that draws. */
export const streamFor = ({ settings, context }: Pick<Given, "settings" | "context">): RandomStream =>
  new RandomStream(mixKeys(DATA, wholeIn(settings, "seed") ?? context.seed, wholeIn(settings, "stream") ?? 0));

/** Random numbers are drawn from a stream of our own: other numbers than NumPy's, of the same distribution. */
const random: Operation = {
  name: "random",
  run(given) {
    const { settings, context } = given;
    const stream = streamFor(given);
    const shape = wholesIn(settings, "shape") ?? [];
    const kind = textIn(settings, "kind");
    const [a, b] = [numberIn(settings, "a") ?? 0, numberIn(settings, "b") ?? 1];
    // steps of 2⁻²⁴ below 1 are exact in single precision, which is what a model takes
    const isShort = kind === "uniform" && a === 0 && b === 1 && settings["type"] === undefined;
    const out: Numbers = isShort
      ? { ...room("float32", shape), type: "float64" }
      : room(typeIn(settings, kind === "integers" ? "int64" : "float64"), shape);
    const { data } = out;
    const draw: Readonly<Record<string, () => number>> = {
      uniform: () => a + (b - a) * stream.uniform(),
      normal: () => a + b * stream.normal(),
      integers: () => a + stream.below(Math.max(1, b - a)),
      exponential: () => -Math.log(1 - stream.uniform()) * a,
      bernoulli: () => Number(stream.uniform() < a),
    };
    const one = draw[kind];
    if (!one) throw new Trouble(`Random numbers of the kind “${kind}” are not known.`);
    if (kind === "integers" && !(b > a)) throw new Trouble(`There is no whole number from ${a} to below ${b}.`);
    const isFloat = data instanceof Float32Array || data instanceof Float64Array;
    if (kind === "uniform" && isFloat) stream.fillUniform(data, a, b);
    else for (let i = 0; i < data.length; i++) data[i] = one();
    context.note("Random numbers are drawn anew: they have the same distribution as NumPy's, and other values.");
    return out;
  },
};

/** The places of an axis in random order. */
const permutation: Operation = {
  name: "permutation",
  run(given) {
    const [like] = given.of;
    const count = like ? (asNumbers(like, "permutation").data[0] ?? 0) : (wholeIn(given.settings, "count") ?? 0);
    given.context.note("The random order is drawn anew: it is another than NumPy's.");
    return numbers("int64", [count], Float64Array.from(streamFor(given).permutation(count)));
  },
};

/** Two or more moons, rings, heaps: scikit-learn's generated data, with random numbers of our own. */
const generated: Operation = {
  name: "generated",
  run(given) {
    const { settings, context } = given;
    const stream = streamFor(given);
    const count = wholeIn(settings, "count") ?? 100;
    const noise = numberIn(settings, "noise") ?? 0;
    const kind = textIn(settings, "kind");
    const features = wholeIn(settings, "features") ?? 2;
    const classes = wholeIn(settings, "classes") ?? 2;
    const x = room("float64", [count, features]);
    const y = room(kind === "regression" ? "float64" : "int64", [count]);
    const centers = Array.from({ length: classes * features }, () =>
      kind === "blobs" ? -10 + 20 * stream.uniform() : 1.5 * (stream.uniform() < 0.5 ? -1 : 1),
    );
    const weights = Array.from({ length: features }, (_, i) => (i < 10 ? 100 * stream.uniform() : 0));
    for (const [row, place] of stream.permutation(count).entries()) {
      const label = kind === "regression" ? 0 : place % classes;
      const angle = Math.PI * stream.uniform();
      const at = row * features;
      for (let i = 0; i < features; i++)
        x.data[at + i] =
          kind === "blobs" || kind === "classification"
            ? centers[label * features + i]! + (numberIn(settings, "spread") ?? 1) * stream.normal()
            : kind === "regression"
              ? stream.normal()
              : point(kind, label, angle, i, numberIn(settings, "factor") ?? 0.8) + noise * stream.normal();
      y.data[row] = label;
      if (kind === "regression") for (const [i, weight] of weights.entries()) y.data[row] += weight * x.data[at + i]!;
      if (kind === "regression") y.data[row] += noise * stream.normal();
    }
    context.note("Generated data are drawn anew: they have the same form as scikit-learn's, and other values.");
    return {
      kind: "bundle",
      get: (name) => Promise.resolve(name === "y" ? y : x),
    };
  },
};

function point(kind: string, label: number, angle: number, axis: number, factor: number): number {
  if (kind === "circles") return (label === 0 ? 1 : factor) * (axis === 0 ? Math.cos(2 * angle) : Math.sin(2 * angle));
  if (label === 0) return axis === 0 ? Math.cos(angle) : Math.sin(angle);
  return axis === 0 ? 1 - Math.cos(angle) : 0.5 - Math.sin(angle);
}

export const making: readonly Operation[] = [constant, full, arange, linspace, eye, random, permutation, generated];

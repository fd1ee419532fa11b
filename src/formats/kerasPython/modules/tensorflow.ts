/** TensorFlow beside Keras: what model files use of it to compute with tensors, and to make sizes and arrays. */
import type { Settings } from "../../../model/recipe";
import type { Arguments } from "../../../python/arguments";
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import { bool, int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { reshape } from "../arrays/arrayMethods";
import { datasetClass } from "../arrays/dataset";
import { tensorOf } from "../numpy/making";
import { Lost, step } from "../arrays/trace";
import { toShape } from "../literal";
import { operationFunction, operationNames } from "../tensors/operations";
import { tensorflowVariable } from "../layers/weight";
import { collection, member, open, outside } from "./open";
import { random } from "./random";

const filled = (name: string): External =>
  builtin(`tf.${name}`, (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span));

/** `tf.constant([[1, 2], [3, 4]])`, perhaps as another type. */
const constant = builtin("tf.constant", (args, site, machine) => {
  const value = args.pick(0, "value") ?? none;
  const made = value.kind === "text" ? value : tensorOf(machine, value, site, args.pick(1, "dtype"));
  const shape = args.pick(2, "shape");
  return made instanceof ArrayValue && shape && shape.kind !== "none" ? reshape(made, shape, site) : made;
});

/** An initializer that is made first and asked for numbers of a shape afterwards. */
const drawnBy = (name: string): External => builtin(`tf.${name}`, () => filled(name));

/** A module of functions on tensors, where more may be found. */
function functions(what: string): External {
  const known = collection(what, operationNames, (name) => operationFunction(what, name));
  return { kind: "external", what, attribute: (name) => member(known, name) ?? outside(`${what}.${name}`) };
}

const direct = functions("tf");

/** Types of numbers are named by their text wherever one is taken. */
const types = [
  ...[
    "float16",
    "float32",
    "float64",
    "bfloat16",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
  ],
  ...["bool", "string", "complex64", "complex128"],
];

/** `tf.strings.lower(texts)` and the like. */
const ofTexts = (name: string, make: (args: Arguments) => Settings | undefined): External =>
  builtin(`tf.strings.${name}`, (args, site) => {
    const [first] = args.positional;
    const value = first?.value ?? args.named.get("input")?.value ?? none;
    const settings = make(args);
    if (!(value instanceof ArrayValue)) return unknown(`what tf.strings.${name} gives is not known`, site.span);
    const does = name === "regex_replace" ? "replace_in_texts" : "change_texts";
    const trace = settings ? step(does, [value.trace], settings) : new Lost("this pattern is not known", site.span);
    return value.with(value.shape, site, trace);
  });

const strings = open(
  "tf.strings",
  {
    ...Object.fromEntries(["lower", "upper", "strip"].map((name) => [name, ofTexts(name, () => ({ how: name }))])),
    regex_replace: ofTexts("regex_replace", (args) => {
      const [pattern, by] = [args.pick(1, "pattern"), args.pick(2, "rewrite")];
      return pattern?.kind === "text" && by?.kind === "text" ? { pattern: pattern.value, by: by.value } : undefined;
    }),
  },
  (name) => outside(`tf.strings.${name}`),
);

const members: Readonly<Record<string, Value>> = {
  ...Object.fromEntries(types.map((name) => [name, text(name)])),
  function: builtin("tf.function", transparent),
  Variable: builtin("tf.Variable", tensorflowVariable),
  constant,
  strings,
  random: random("tf.random"),
  random_normal: filled("random_normal"),
  random_uniform: filled("random_uniform"),
  random_normal_initializer: drawnBy("random_normal_initializer"),
  random_uniform_initializer: drawnBy("random_uniform_initializer"),
  zeros_initializer: drawnBy("zeros_initializer"),
  ones_initializer: drawnBy("ones_initializer"),
  math: functions("tf.math"),
  nn: functions("tf.nn"),
  dtypes: functions("tf.dtypes"),
  image: functions("tf.image"),
  linalg: functions("tf.linalg"),
  experimental: open("tf.experimental", { numpy: functions("tf.experimental.numpy") }, (name) =>
    outside(`tf.experimental.${name}`),
  ),
  data: open("tf.data", {
    Dataset: datasetClass,
    AUTOTUNE: int(-1),
    experimental: open("tf.data.experimental", { AUTOTUNE: int(-1) }),
  }),
  test: open("tf.test", { is_gpu_available: builtin("tf.test.is_gpu_available", () => bool(false)) }),
  __version__: text("2.16.1"),
};

export function tensorflow(keras: External): External {
  const root: External = open("tf", { ...members, keras }, (name) =>
    name === "compat"
      ? open("tf.compat", {}, (version) => (/^v[12]$/.test(version) ? root : undefined))
      : member(direct, name),
  );
  return root;
}

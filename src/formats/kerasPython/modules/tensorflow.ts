/** TensorFlow beside Keras: what model files use of it to compute with tensors, and to make sizes and arrays. */
import type { Settings } from "../../../model/recipe";
import { unread } from "../../../model/unread";
import type { Arguments } from "../../../python/arguments";
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import { bool, int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue, type ValueRange } from "../arrays/array";
import { datasetClass } from "../arrays/dataset";
import { tensorOf } from "../numpy/making";
import { Lost, step, type Trace } from "../arrays/trace";
import { typeName, reshape } from "../arrays/arrayMethods";
import { leftOut } from "../layers/onData";
import { toShape } from "../literal";
import { operationFunction, operationNames } from "../tensors/operations";
import { tensorflowVariable } from "../layers/weight";
import { signatures } from "../layers/signatures";
import { objectClass } from "../training/objects";
import { collection, member, open, outside } from "./open";
import { random } from "./random";
import { unreadBy } from "./unread";

const filled = (name: string): External =>
  builtin(`tf.${name}`, (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span));

/** `tf.constant([[1, 2], [3, 4]])`, perhaps as another type. */
const constant = builtin("tf.constant", (args, site, machine) => {
  const value = args.pick(0, "value") ?? none;
  const made = value.kind === "text" ? value : tensorOf(machine, value, site, args.pick(1, "dtype"));
  const shape = args.pick(2, "shape");
  return made instanceof ArrayValue && shape && shape.kind !== "none" ? reshape(made, shape, site) : made;
});

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

/** Changes of pictures at random, which keep their size. */
const atRandom = [
  ...["flip_left_right", "flip_up_down", "brightness", "contrast", "hue", "saturation", "jpeg_quality"],
].map((name) => `random_${name}`);
const pictures = functions("tf.image");

/** `tf.image`: what is done at random is left out, as that of layers is. */
const ofPictures: External = {
  ...pictures,
  attribute: (name) => {
    if (atRandom.includes(name)) return picture(name, (trace) => leftOut(trace, [`tf.image.${name}`]));
    return name === "convert_image_dtype"
      ? picture(name, (trace, args) => {
          const type = typeName(args.pick(1, "dtype"));
          return type?.startsWith("float") ? step("image_to_float", [trace], { type }) : undefined;
        })
      : member(pictures, name);
  },
};

function picture(name: string, change: (trace: Trace, args: Arguments) => Trace | undefined): External {
  return builtin(`tf.image.${name}`, (args, site, machine) => {
    const value = args.pick(0, "image") ?? none;
    if (!(value instanceof ArrayValue)) {
      const plain = outside(`tf.image.${name}`).call?.(args, site, machine);
      return (
        plain ?? (value.kind === "unknown" ? value : unknown(`what tf.image.${name} gives is not known`, site.span))
      );
    }
    const lost = new Lost(`what tf.image.${name} gives is not known`, site.span);
    const range: ValueRange | undefined = name === "convert_image_dtype" ? [0, 1] : value.range;
    return new ArrayValue(value.shape, site.span, { trace: change(value.trace, args) ?? lost, range });
  });
}

const members: Readonly<Record<string, Value>> = {
  ...Object.fromEntries(types.map((name) => [name, text(name)])),
  function: builtin("tf.function", transparent),
  Variable: builtin("tf.Variable", tensorflowVariable),
  constant,
  strings,
  random: random("tf.random"),
  random_normal: filled("random_normal"),
  random_uniform: filled("random_uniform"),
  random_normal_initializer: objectClass("initializers", "RandomNormal"),
  random_uniform_initializer: objectClass("initializers", "RandomUniform"),
  initializers: collection("tf.initializers", Object.keys(signatures.initializers), (name) =>
    objectClass("initializers", name),
  ),
  zeros_initializer: objectClass("initializers", "Zeros"),
  ones_initializer: objectClass("initializers", "Ones"),
  math: functions("tf.math"),
  nn: functions("tf.nn"),
  dtypes: functions("tf.dtypes"),
  image: ofPictures,
  linalg: functions("tf.linalg"),
  experimental: open("tf.experimental", { numpy: functions("tf.experimental.numpy") }, (name) =>
    outside(`tf.experimental.${name}`),
  ),
  data: open("tf.data", {
    Dataset: datasetClass,
    AUTOTUNE: int(-1),
    TFRecordDataset: unreadBy("tf.data.TFRecordDataset", unread.tfrecord),
    TextLineDataset: unreadBy("tf.data.TextLineDataset", unread.lines),
    experimental: open("tf.data.experimental", {
      AUTOTUNE: int(-1),
      CsvDataset: unreadBy("tf.data.experimental.CsvDataset", unread.lines),
      make_csv_dataset: unreadBy("tf.data.experimental.make_csv_dataset", unread.lines),
    }),
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

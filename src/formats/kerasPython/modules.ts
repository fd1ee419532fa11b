/** What `import keras`, `from tensorflow.keras import layers` and the like bring, under whatever name. */
import type { Arguments } from "../../python/arguments";
import type { Site } from "../../python/machine";
import { builtin } from "../../python/members";
import { module, type Run } from "../../python/modules/module";
import { standardModule, transparent } from "../../python/modules/index";
import { bool, none, text, tuple, unknown, type External, type Value } from "../../python/value";
import { ArrayValue } from "./array";
import { cloneModel } from "./clone";
import { datasets } from "./datasets";
import { DatasetValue } from "./dataset";
import { makeInput } from "./input";
import type { Keras } from "./keras";
import { layerClass, layerNames, makeLayer } from "./layerClass";
import { layerModules } from "./legacy";
import { toLiteral, toShape } from "./literal";
import { modelClass, sequentialClass } from "./modelClass";
import { numpy } from "./numpy";
import { namedFunction, objectClass } from "./objects";
import { signatures } from "./signatures";

/** The modules of one reading, by their whole path. */
export function modulesFor(keras: Keras): (path: string) => External | undefined {
  const root = kerasRoot(keras);
  const roots: Readonly<Record<string, External>> = {
    keras: root,
    tf_keras: root,
    tensorflow: tensorflow(root),
    numpy,
  };
  return (path) => {
    const own = standardModule(path);
    if (own) return own;
    const [first = "", ...rest] = path
      .replace(/^tensorflow\.(?:python|compat\.v[12])\.keras/, "tensorflow.keras")
      .split(".");
    let found: Value | undefined = Object.hasOwn(roots, first) ? roots[first] : undefined;
    for (const name of rest)
      found = found?.kind === "external" ? found.attribute?.(name, nowhere, undefined as never) : undefined;
    return found?.kind === "external" ? found : undefined;
  };
}

/** The modules here answer without looking where they are asked. */
const nowhere: Site = { span: { start: 0, end: 0 } };

/** A module whose members are known, and where a few more may be asked for. */
const open = (
  name: string,
  members: ReadonlyMap<string, Value>,
  more?: (member: string) => Value | undefined,
): External => ({
  kind: "external",
  what: name,
  attribute: (member) => members.get(member) ?? more?.(member),
  everything: () => members,
});

/** Something that exists in a known library, and of which nothing more is known. */
const outside = (what: string): External => ({
  kind: "external",
  what,
  attribute: (name) => outside(`${what}.${name}`),
});

function kerasRoot(keras: Keras): External {
  const layers = layersModule(keras);
  const sequential = sequentialClass(keras);
  const model = modelClass(keras);
  const input = builtin("keras.Input", (args, site, machine) => makeInput(keras, args, site, machine).tensor(machine));
  const objects = (name: Parameters<typeof objectClass>[0]): readonly (readonly [string, Value])[] =>
    Object.keys(signatures[name]).map((one) => [one, objectClass(name, one)] as const);
  const functions = (path: string, table: Readonly<Record<string, string>>): readonly (readonly [string, Value])[] =>
    Object.keys(table).map((one) => [one, namedFunction(path, one)] as const);
  const optimizers = new Map(objects("optimizers"));
  const schedules = open("keras.optimizers.schedules", new Map(objects("schedules")));
  optimizers.set("schedules", schedules);
  optimizers.set("legacy", open("keras.optimizers.legacy", optimizers));
  optimizers.set("experimental", open("keras.optimizers.experimental", optimizers));
  const models = new Map<string, Value>([
    ["Sequential", sequential],
    ["Model", model],
    ["Functional", model],
    [
      "clone_model",
      builtin("keras.models.clone_model", (args, site, machine) =>
        cloneModel(args.pick(0, "model") ?? none, keras, site, machine),
      ),
    ],
    [
      "load_model",
      builtin("keras.models.load_model", (_, { span }) => unknown("a model in another file is not read here", span)),
    ],
  ]);
  const modelsModule = open("keras.models", models);
  const members = new Map<string, Value>([
    ["layers", layers],
    ["models", modelsModule],
    ["Sequential", sequential],
    ["Model", model],
    ["Input", input],
    ["InputSpec", outside("keras.InputSpec")],
    ["Layer", layers.attribute!("Layer", nowhere, undefined as never)!],
    ["optimizers", open("keras.optimizers", optimizers)],
    [
      "losses",
      open("keras.losses", new Map([...objects("losses"), ...functions("keras.losses", signatures.lossFunctions)])),
    ],
    [
      "metrics",
      open("keras.metrics", new Map([...objects("metrics"), ...functions("keras.metrics", signatures.lossFunctions)])),
    ],
    ["initializers", open("keras.initializers", new Map(objects("initializers")))],
    ["regularizers", open("keras.regularizers", new Map(objects("regularizers")))],
    ["constraints", open("keras.constraints", new Map(objects("constraints")))],
    ["callbacks", open("keras.callbacks", new Map(objects("callbacks")))],
    ["activations", open("keras.activations", new Map(functions("keras.activations", signatures.activations)))],
    ["datasets", datasets],
    ["utils", utils()],
    [
      "preprocessing",
      open("keras.preprocessing", new Map([["image_dataset_from_directory", imageFolder]]), (name) =>
        name === "image"
          ? open("keras.preprocessing.image", new Map([["image_dataset_from_directory", imageFolder]]), (one) =>
              outside(`keras.preprocessing.image.${one}`),
            )
          : outside(`keras.preprocessing.${name}`),
      ),
    ],
    ["backend", backend(keras)],
    ["config", backend(keras)],
    ["saving", open("keras.saving", new Map([["register_keras_serializable", builtin("register", transparent)]]))],
    ["__version__", text("3.15.1")],
  ]);
  const root = open("keras", members, (name) => (inner.has(name) ? inner.get(name) : outside(`keras.${name}`)));
  // Other ways to the same things.
  const inner = new Map<string, Value>([
    ["api", root],
    ["_tf_keras", open("keras._tf_keras", new Map([["keras", root]]))],
    ["src", root],
    [
      "engine",
      open(
        "keras.engine",
        new Map<string, Value>([
          ...models,
          ["topology", root],
          ["training", modelsModule],
          ["Layer", members.get("Layer")!],
          ["Input", input],
        ]),
      ),
    ],
    ["_api", root],
  ]);
  return root;
}

function layersModule(keras: Keras): External {
  const members = new Map<string, Value>(layerNames.map((name) => [name, layerClass(keras, name)]));
  members.set("Layer", layerClass(keras, "Layer"));
  members.set(
    "Input",
    builtin("keras.layers.Input", (args, site, machine) => makeInput(keras, args, site, machine).tensor(machine)),
  );
  const inputLayer = members.get("InputLayer");
  if (inputLayer?.kind === "external")
    members.set("InputLayer", { ...inputLayer, call: (args, site, machine) => makeInput(keras, args, site, machine) });
  // `layers.add([a, b])` makes an `Add` and calls it at once.
  for (const name of Object.keys(signatures.layerFunctions)) {
    const type = name.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    if (members.has(type) && name !== "Input")
      members.set(
        name,
        builtin(`keras.layers.${name}`, (args, site, machine) => merged(keras, type, args, site, machine)),
      );
  }
  const root: External = open("keras.layers", members, (name) => {
    if (!layerModules.has(name)) return undefined;
    return root;
  });
  return root;
}

function merged(keras: Keras, type: string, args: Arguments, site: Site, machine: Parameters<Run>[2]): Value {
  const { bound } = args.under(["inputs"]);
  const inputs = bound.get("inputs");
  if (!inputs) return unknown(`${type} needs inputs`, site.span);
  const rest = new Map([...args.named].filter(([name]) => name !== "inputs"));
  const layer = makeLayer(keras, type, args.only(args.positional.slice(1), rest), site, machine);
  return layer.call(args.only([inputs], new Map()), site, machine);
}

const harmless: Run = () => none;

function backend(keras: Keras): External {
  const format: Run = () => text(keras.imageDataFormat);
  return module("keras.backend", {
    image_data_format: format,
    image_dim_ordering: () => text(keras.imageDataFormat === "channels_first" ? "th" : "tf"),
    set_image_data_format: (args) => {
      const value = args.positional[0]?.value;
      if (value?.kind === "text" && (value.value === "channels_first" || value.value === "channels_last"))
        keras.imageDataFormat = value.value;
      return none;
    },
    clear_session: (_, __, machine) => {
      machine.journal.touch(keras.names);
      keras.names.clear();
      return none;
    },
    backend: () => text("tensorflow"),
    floatx: () => text("float32"),
    epsilon: () => ({ kind: "float", value: 1e-7 }),
    set_floatx: harmless,
    set_learning_phase: harmless,
    int_shape: (args, site, machine) => {
      const value = args.positional[0]?.value;
      return (
        (value?.kind === "external" ? value.attribute?.("shape", site, machine) : undefined) ??
        unknown("this has no shape", site.span)
      );
    },
  });
}

/** `image_dataset_from_directory("folder", image_size=…)`. */
const imageFolder = builtin("image_dataset_from_directory", (args, { span }) => {
  const { bound } = args.under([
    "directory",
    "labels",
    "label_mode",
    "class_names",
    "color_mode",
    "batch_size",
    "image_size",
  ]);
  const folder = bound.get("directory")?.value;
  const options = Object.fromEntries(
    [...bound].filter(([name]) => name !== "directory").map(([name, { value }]) => [name, toLiteral(value)]),
  );
  const source =
    folder?.kind === "text"
      ? folder.value
      : { unknown: folder?.kind === "unknown" ? folder.reason : "the folder is not known" };
  const size = bound.get("image_size")?.value;
  const sides = size ? toShape(size) : [256, 256];
  const mode = options["color_mode"] ?? "rgb";
  const channels = mode === "grayscale" ? 1 : mode === "rgba" ? 4 : 3;
  const sample = "kind" in sides ? sides : [...sides, channels];
  return new DatasetValue({ source, options, span }, sample);
});

function utils(): External {
  return open(
    "keras.utils",
    new Map<string, Value>([
      ["image_dataset_from_directory", imageFolder],
      ["to_categorical", builtin("to_categorical", toCategorical)],
      ["register_keras_serializable", builtin("register", transparent)],
      ["plot_model", builtin("plot_model", harmless)],
      ["set_random_seed", builtin("set_random_seed", harmless)],
      [
        "np_utils",
        open("keras.utils.np_utils", new Map([["to_categorical", builtin("to_categorical", toCategorical)]])),
      ],
    ]),
    (name) => outside(`keras.utils.${name}`),
  );
}

const toCategorical: Run = (args, { span }) => {
  const { bound } = args.under(["x", "num_classes"]);
  const labels = bound.get("x")?.value ?? bound.get("y")?.value;
  const classes = bound.get("num_classes") ?? bound.get("nb_classes");
  if (!(labels instanceof ArrayValue)) return unknown("what to_categorical gives is not known", span);
  const wanted =
    classes && classes.value.kind !== "none"
      ? toShape(tuple([classes.value]))
      : [labels.classes ?? { unknown: "how many classes there are is known only at run time" }];
  if ("kind" in labels.shape || "kind" in wanted)
    return new ArrayValue("kind" in wanted ? wanted : labels.shape, span, labels.origin);
  const shape = labels.shape[labels.shape.length - 1] === 1 ? labels.shape.slice(0, -1) : labels.shape;
  return new ArrayValue([...shape, ...wanted], span, labels.origin);
};

/** TensorFlow beside Keras: what model files use of it to make sizes and arrays. */
function tensorflow(keras: External): External {
  const filled: Run = (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span);
  const members = new Map<string, Value>([
    ["keras", keras],
    ["function", builtin("tf.function", transparent)],
    ["zeros", builtin("tf.zeros", filled)],
    ["ones", builtin("tf.ones", filled)],
    [
      "random",
      open(
        "tf.random",
        new Map<string, Value>([
          ["normal", builtin("tf.random.normal", filled)],
          ["uniform", builtin("tf.random.uniform", filled)],
          ["set_seed", builtin("tf.random.set_seed", harmless)],
        ]),
        (name) => outside(`tf.random.${name}`),
      ),
    ],
    ["__version__", text("2.16.1")],
    [
      "nn",
      open(
        "tf.nn",
        new Map(
          [
            "relu",
            "sigmoid",
            "softmax",
            "tanh",
            "elu",
            "selu",
            "gelu",
            "silu",
            "swish",
            "leaky_relu",
            "relu6",
            "softplus",
            "softsign",
          ].map((name) => [name, namedFunction("tf.nn", name)]),
        ),
        (name) => outside(`tf.nn.${name}`),
      ),
    ],
    ["compat", open("tf.compat", new Map(), (name) => (name === "v1" || name === "v2" ? root : undefined))],
    ["test", module("tf.test", { is_gpu_available: () => bool(false) })],
  ]);
  for (const name of ["sigmoid", "tanh"]) members.set(name, namedFunction("tf", name));
  const root: External = open("tf", members, (name) => outside(`tf.${name}`));
  return root;
}

/** The module `keras` itself. */
import { builtin } from "../../../python/members";
import { transparent } from "../../../python/modules/functools";
import { none, text, unknown, type External, type Value } from "../../../python/value";
import { applications } from "../applications/index";
import { cloneModel } from "../models/clone";
import { datasets } from "../arrays/datasets";
import { makeInput } from "../layers/input";
import type { Keras } from "../keras";
import { modelClass, sequentialClass } from "../models/modelClass";
import { namedFunction, objectClass, smallLetteredOptimizer, type ObjectTable } from "../training/objects";
import { optimizersInSmallLetters } from "../training/older";
import { operationFunction, operationNames } from "../tensors/operations";
import { signatures } from "../layers/signatures";
import { kerasVariable } from "../layers/weight";
import { backend } from "./backend";
import { layersModule } from "./layers";
import { collection, member, open, outside } from "./open";
import { random } from "./random";
import { imageDataGenerator, imageFolder, textFolder } from "./folders";
import { padSequences } from "./sequences";
import { timeseriesDataset, timeseriesGenerator } from "./series";
import { textModule } from "./text";
import { utils } from "./utils";

/** Gives what it is given: an object where a name, a config or the object itself may stand. */
const given = builtin("keras.get", (args) => args.positional[0]?.value ?? args.pick(0, "identifier") ?? none);

const objects = (table: ObjectTable, others: Readonly<Record<string, Value>> = {}): External =>
  collection(`keras.${table}`, Object.keys(signatures[table]), (name) => objectClass(table, name), {
    get: given,
    serialize: given,
    deserialize: given,
    ...others,
  });

/** Names that `keras.losses` and `keras.metrics` have besides, in `tf.keras` still. */
const shortNames = [
  "mae",
  "MAE",
  "mse",
  "MSE",
  "mape",
  "MAPE",
  "msle",
  "MSLE",
  "kld",
  "KLD",
  "kullback_leibler_divergence",
];

/** Losses and metrics are classes, and functions too. */
function measures(table: "losses" | "metrics"): External {
  const functions = [...new Set([...Object.keys(signatures.lossFunctions), ...shortNames])];
  const named = collection(`keras.${table}`, functions, (name) => namedFunction(`keras.${table}`, name));
  const classes = objects(table);
  return {
    ...classes,
    attribute: (name) => member(classes, name) ?? member(named, name),
    everything: () => [...classes.everything!(), ...named.everything!()],
  };
}

function optimizersModule(): External {
  const names = Object.keys(optimizersInSmallLetters);
  const older = Object.fromEntries(names.map((name) => [name, smallLetteredOptimizer(name)]));
  const plain = objects("optimizers", older);
  return objects("optimizers", {
    ...older,
    schedules: objects("schedules"),
    legacy: plain,
    experimental: plain,
  });
}

// These hold nothing of a reading, so that one is enough for all.
const shared: Readonly<Record<string, External>> = {
  optimizers: optimizersModule(),
  losses: measures("losses"),
  metrics: measures("metrics"),
  initializers: objects("initializers"),
  regularizers: objects("regularizers"),
  constraints: objects("constraints"),
  callbacks: objects("callbacks"),
  activations: collection(
    "keras.activations",
    Object.keys(signatures.activations),
    (name) => operationFunction("keras.activations", name),
    {
      get: builtin("keras.activations.get", (args) => {
        const value = args.pick(0, "identifier") ?? none;
        if (value.kind === "none") return operationFunction("keras.activations", "linear");
        return value.kind === "text" ? operationFunction("keras.activations", value.value) : value;
      }),
      serialize: given,
      deserialize: given,
    },
  ),
  ops: collection("keras.ops", operationNames, (name) => operationFunction("keras.ops", name), {
    ...Object.fromEntries(
      ["image", "linalg", "nn", "numpy"].map((part) => {
        const module = `keras.ops.${part}`;
        return [part, collection(module, operationNames, (name) => operationFunction(module, name))];
      }),
    ),
  }),
  datasets,
  random: random("keras.random"),
  utils,
  saving: open("keras.saving", { register_keras_serializable: builtin("register", transparent) }, (name) =>
    outside(`keras.saving.${name}`),
  ),
  preprocessing: open(
    "keras.preprocessing",
    {
      image_dataset_from_directory: imageFolder,
      text_dataset_from_directory: textFolder,
      timeseries_dataset_from_array: timeseriesDataset,
      image: open(
        "keras.preprocessing.image",
        { image_dataset_from_directory: imageFolder, ImageDataGenerator: imageDataGenerator },
        (one) => outside(`keras.preprocessing.image.${one}`),
      ),
      sequence: open(
        "keras.preprocessing.sequence",
        { pad_sequences: padSequences, TimeseriesGenerator: timeseriesGenerator },
        (one) => outside(`keras.preprocessing.sequence.${one}`),
      ),
      text: textModule,
      timeseries: open("keras.preprocessing.timeseries", { timeseries_dataset_from_array: timeseriesDataset }),
    },
    (name) => outside(`keras.preprocessing.${name}`),
  ),
};

/** Marks what Keras itself makes public. */
const exported = open("keras.api_export", { keras_export: builtin("keras_export", transparent) });

export function kerasModule(keras: Keras): External {
  const layers = layersModule(keras);
  const models = modelsModule(keras);
  const input = builtin("keras.Input", (args, site, machine) => makeInput(keras, args, site, machine).tensor(machine));
  const settings = backend(keras);
  const direct: Readonly<Record<string, Value>> = {
    ...shared,
    applications: applications(keras),
    layers,
    models,
    Sequential: member(models, "Sequential")!,
    Model: member(models, "Model")!,
    Layer: member(layers, "Layer")!,
    Input: input,
    Variable: builtin("keras.Variable", kerasVariable),
    backend: settings,
    config: settings,
    __version__: text("3.15.1"),
  };
  // Other ways to the same things.
  const root: External = open("keras", direct, (name) => {
    if (["api", "src", "_api", "_tf_keras", "keras"].includes(name)) return root;
    if (name === "engine") return engine;
    if (name === "api_export") return exported;
    return outside(`keras.${name}`);
  });
  const engine = open("keras.engine", { Layer: direct["Layer"]!, Input: input, Model: direct["Model"]! }, (name) =>
    name === "topology" || name === "base_layer" || name === "input_layer" ? root : models,
  );
  return root;
}

function modelsModule(keras: Keras): External {
  const model = modelClass(keras);
  return open("keras.models", {
    Sequential: sequentialClass(keras),
    Model: model,
    Functional: model,
    clone_model: builtin("keras.models.clone_model", (args, site, machine) =>
      cloneModel(args.pick(0, "model") ?? none, keras, site, machine),
    ),
    load_model: builtin("keras.models.load_model", (_, { span }) =>
      unknown("a model in another file is not read here", span),
    ),
  });
}

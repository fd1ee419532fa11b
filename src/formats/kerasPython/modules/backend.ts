/** `keras.backend` and `keras.config`: settings, and functions on tensors that Keras 2 had there. */
import { module, type Run } from "../../../python/modules/module";
import { none, text, tuple, unknown, type External } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import type { Keras } from "../keras";
import { toShape } from "../literal";
import { operationFunction, operationNames } from "../tensors/operations";
import { collection, member } from "./open";

const harmless: Run = () => none;
/** Keras 1's words for where channels are. */
const orders = { channels_last: "tf", channels_first: "th" } as const;
const formats: Readonly<Record<string, keyof typeof orders>> = {
  channels_last: "channels_last",
  channels_first: "channels_first",
  tf: "channels_last",
  th: "channels_first",
};
const undecided = "where the channels are differs from one way through the file to another";
/** Random numbers of a shape. */
const drawn: Run = (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span);

const operations = collection("keras.backend", operationNames, (name) => operationFunction("keras.backend", name));

export function backend(keras: Keras): External {
  const setFormat: Run = (args, _site, machine) => {
    const [given] = [...args.positional, ...args.named.values()];
    const format = given?.value.kind === "text" ? formats[given.value.value] : undefined;
    if (format) keras.setImageDataFormat(format, machine);
    return none;
  };
  const settings = module("keras.backend", {
    image_data_format: (_, { span }) =>
      keras.imageDataFormat ? text(keras.imageDataFormat) : unknown(undecided, span),
    image_dim_ordering: (_, { span }) =>
      keras.imageDataFormat ? text(orders[keras.imageDataFormat]) : unknown(undecided, span),
    set_image_data_format: setFormat,
    set_image_dim_ordering: setFormat,
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
    random_normal: drawn,
    random_uniform: drawn,
    random_bernoulli: drawn,
    truncated_normal: drawn,
    random_normal_variable: drawn,
    int_shape: (args, site, machine) => {
      const value = args.positional[0]?.value;
      const shape = value?.kind === "external" ? value.attribute?.("shape", site, machine) : undefined;
      return shape ?? unknown("this has no shape", site.span);
    },
  });
  const all: External = {
    ...settings,
    attribute: (name) => (name === "common" ? all : (member(settings, name) ?? member(operations, name))),
  };
  return all;
}

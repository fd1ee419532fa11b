/** `keras.backend` and `keras.config`: settings, and functions on tensors that Keras 2 had there. */
import { module, type Run } from "../../../python/modules/module";
import { none, text, tuple, unknown, type External } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import type { Keras } from "../keras";
import { toShape } from "../literal";
import { operationFunction, operationNames } from "../tensors/operations";
import { collection, member } from "./open";

const harmless: Run = () => none;
/** Random numbers of a shape. */
const drawn: Run = (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span);

const operations = collection("keras.backend", operationNames, (name) => operationFunction("keras.backend", name));

export function backend(keras: Keras): External {
  const settings = module("keras.backend", {
    image_data_format: () => text(keras.imageDataFormat),
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
  return { ...settings, attribute: (name) => member(settings, name) ?? member(operations, name) };
}
